import Essentials
import Tensors
import TestSupport
import Testing

/// One case of a file that Scripts/oracles/attention.py or operations.py made: an operation's inputs, and what PyTorch makes of them.
struct ReferenceCase {
  let name: String
  let inputs: [Tensor]
  let output: Tensor
  /// What the backward starts from.
  let start: Tensor
  let gradients: [Tensor]
  private let settings: [String: [Int]]

  /// All cases of a file, with the inputs in the order of `names`.
  static func all(
    _ file: String, area: String = "attention", inputs names: [String], excluding: (String) -> Bool = { _ in false }
  ) throws -> [ReferenceCase] {
    let file = try Fixture.tensors(area, file)
    let cases = file.names.filter { $0.hasSuffix("/output") && !$0.hasSuffix("/gradient/output") }.map { String($0.dropLast(7)) }
    try #require(!cases.isEmpty)
    return try cases.filter { !excluding($0) }.map { name in
      let prefix = name + "/setting/"
      let settings = file.names.filter { $0.hasPrefix(prefix) }
      return ReferenceCase(
        name: name, inputs: try names.map { try file.tensor("\(name)/input/\($0)") }, output: try file.tensor(name + "/output"),
        start: try file.tensor(name + "/gradient/output"), gradients: try names.map { try file.tensor("\(name)/gradient/\($0)") },
        settings: Dictionary(uniqueKeysWithValues: try settings.map { (String($0.dropFirst(prefix.count)), try file.integers($0)) }))
    }
  }

  /// A whole number that the case was made with.
  func callAsFunction(_ setting: String) -> Int { settings[setting]?.first ?? 0 }

  /// A list of whole numbers that the case was made with; nil when it has none.
  func list(_ setting: String) -> [Int]? { settings[setting] }

  /// Holds the operation against PyTorch: the value, the gradients of every choice of tracked inputs, the same bits whatever the number of
  /// threads, adding to former gradients, no memory kept but what the tape declares, and the slope along random directions.
  ///
  /// - Parameter isWhole: false for an operation that leaves part of its gradient out on purpose, so that slopes differ.
  func check(isWhole: Bool = true, _ operation: ([Tensor]) -> Tensor) {
    #expect(!operation(inputs).isTracked, "\(name)")
    #expect(difference(operation(inputs), output) == nil, "\(name)")
    for choice in 1..<1 << inputs.count {
      let tracked = inputs.indices.map { choice >> $0 & 1 == 1 }
      let result = differentiated(tracked, operation)
      #expect(difference(result.output, output) == nil, "\(name), tracking \(tracked)")
      for (index, gradient) in result.gradients.enumerated() {
        let fault = gradient.map { difference($0, gradients[index]) } ?? (tracked[index] ? "no gradient" : nil)
        #expect(fault == nil, "\(name), input \(index) when tracking \(tracked)")
        if !tracked[index] { #expect(gradient == nil, "\(name), input \(index)") }
      }
    }
    checkAdding(operation)
    checkBits(operation)
    checkMemory(operation)
    if isWhole { checkDifferences(operation) }
  }

  private func differentiated(_ tracked: [Bool], _ operation: ([Tensor]) -> Tensor) -> (output: Tensor, gradients: [Tensor?]) {
    let tape = Tape()
    let leaves = zip(inputs, tracked).map { $1 ? tape.leaf($0) : $0 }
    let output = operation(leaves)
    tape.backward(output, gradient: start)
    return (output, leaves.map { tape.gradient(of: $0) })
  }

  /// Gradients that were there before are added to, for the micro-batches of a step.
  private func checkAdding(_ operation: ([Tensor]) -> Tensor) {
    let former = inputs.map { input in Tensor((0..<input.count).map { Float($0 % 5) - 2 }, shape: input.shape) }
    let tape = Tape()
    let leaves = zip(inputs, former).map { tape.leaf($0, gradient: $1) }
    tape.backward(operation(leaves), gradient: start)
    for (index, leaf) in leaves.enumerated() {
      let expected = zip(former[index].values, gradients[index].values).map { $0 + $1 }
      let fault = tape.gradient(of: leaf).map { difference($0.values, expected) } ?? "no gradient"
      #expect(fault == nil, "\(name), input \(index), added to a former gradient")
      #expect(former[index].values == (0..<inputs[index].count).map { Float($0 % 5) - 2 }, "\(name): a shared gradient was written to")
    }
  }

  private func checkBits(_ operation: ([Tensor]) -> Tensor) {
    let all = inputs.map { _ in true }
    let results = Threads.each([1, 2, 3, 7]) {
      let result = differentiated(all, operation)
      return [result.output.values] + result.gradients.map { $0?.values ?? [] }
    }
    for result in results.dropFirst() { #expect(result == results[0], "\(name): other bits with other threads") }
  }

  private func checkMemory(_ operation: ([Tensor]) -> Tensor) {
    let pool = StoragePool()
    StoragePool.$current.withValue(pool) {
      let tape = Tape()
      let output = operation(inputs.map { tape.leaf($0) })
      let ours = inputs.map { ObjectIdentifier($0.storage) }
      var kept: [ObjectIdentifier: Int] = [:]
      for tensor in tape.saved + [output] where !ours.contains(ObjectIdentifier(tensor.storage)) {
        kept[ObjectIdentifier(tensor.storage)] = tensor.storage.capacity * 4
      }
      #expect(pool.liveBytes == kept.values.reduce(0, +), "\(name)")
      tape.backward(output, gradient: start)
    }
    #expect(pool.liveBytes == 0, "\(name): memory kept after the backward")
  }

  /// Along a few random directions, the slope of sum(output * start) against the gradients.
  private func checkDifferences(_ operation: ([Tensor]) -> Tensor) {
    let result = differentiated(inputs.map { _ in true }, operation)
    var random = PhiloxGenerator(seed: 3, stream: 0)
    let step: Float = 0x1p-7
    for _ in 0..<3 {
      let directions = inputs.map { input in (0..<input.count).map { _ in random.normal() } }
      func loss(_ sign: Float) -> Double {
        let moved = zip(inputs, directions).map { input, direction in
          Tensor(zip(input.values, direction).map { $0 + sign * step * $1 }, shape: input.shape)
        }
        return zip(operation(moved).values, start.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
      }
      let measured = (loss(1) - loss(-1)) / Double(2 * step)
      let products = zip(result.gradients, directions).flatMap { gradient, direction in
        zip(gradient?.values ?? [], direction).map { Double($0) * Double($1) }
      }
      let size = products.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(abs(measured - products.reduce(0, +)) <= 0.02 * size + 1e-3, "\(name): slope \(measured) along a direction")
    }
  }
}

/// The number of threads is one for the process: whoever changes it puts it back.
enum Threads {
  @discardableResult static func each<Result>(_ counts: [Int], _ body: () -> Result) -> [Result] {
    let before = Parallel.threads
    defer { Parallel.threads = before }
    return counts.map { count in
      Parallel.threads = count
      return body()
    }
  }
}
