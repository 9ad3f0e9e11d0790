import CKernels

/// One recorded operation: what it saved for its backward, and the backward itself.
package protocol Operation {
  /// Every tensor kept alive until the backward, so that a test can hold the pool's bytes against them.
  var saved: [Tensor] { get }

  /// Adds to the inputs' gradients, given the gradient of the output.
  func backward(_ gradient: Tensor, _ inputs: InputGradients)
}

/// A tensor's identity on a tape, and the sum of its gradients so far.
package final class Variable {
  let shape: [Int]
  /// Weak: the tape holds its variables, and a tape that is dropped before its backward must release all it kept.
  private weak var follower: Tape?
  var gradient: Tensor?

  init(shape: [Int], tape: Tape, gradient: Tensor? = nil) {
    self.shape = shape
    follower = tape
    self.gradient = gradient
  }

  var tape: Tape {
    guard let follower else { preconditionFailure("the tape of a tensor of shape \(shape) is gone") }
    return follower
  }
}

/// Records operations on the tensors that it follows, and runs their backwards in reverse.
///
/// Recording happens by itself: an operation with a tracked input appends itself to that input's tape. One tape, one backward.
public final class Tape {
  private struct Node {
    let output: Variable
    let inputs: [Variable?]
    let operation: any Operation
  }

  private var nodes: [Node] = []
  /// While true, operations are not recorded; whether one would have been is noted.
  private var isPaused = false
  private var missedOperation = false

  /// A tape with nothing on it.
  public init() {}

  /// `value` as a leaf that gets a gradient; with `gradient`, new contributions are added to it in place.
  public func leaf(_ value: Tensor, gradient: consuming Tensor? = nil) -> Tensor {
    Tensor(storage: value.storage, shape: value.shape, variable: Variable(shape: value.shape, tape: self, gradient: gradient))
  }

  /// The gradient that the backward left at `leaf`; nil when nothing depended on it.
  public func gradient(of leaf: Tensor) -> Tensor? { leaf.variable?.gradient }

  /// Every tensor that recorded operations keep alive.
  package var saved: [Tensor] { nodes.flatMap(\.operation.saved) }

  /// Records an operation that made `result`, and returns that with its variable; `result` itself while recording is paused.
  fileprivate func append(_ operation: () -> any Operation, inputs: [Variable?], result: Tensor) -> Tensor {
    guard !isPaused else {
      missedOperation = true
      return result
    }
    let output = Variable(shape: result.shape, tape: self)
    nodes.append(Node(output: output, inputs: inputs, operation: operation()))
    return Tensor(storage: result.storage, shape: result.shape, variable: output)
  }

  /// Propagates `scale` times the gradient of the scalar `output` to every leaf. Each node's memory is released before the next one's turn.
  public func backward(_ output: Tensor, scale: Float = 1) {
    precondition(output.count == 1, "backward starts at a scalar, not at shape \(output.shape)")
    guard let variable = output.variable else { return }
    precondition(variable.tape === self, "the output belongs to another tape")
    variable.gradient = Tensor(repeating: scale, shape: output.shape)
    propagate()
  }

  /// Propagates `gradient`, that of an output of any shape, to every leaf.
  package func backward(_ output: Tensor, gradient: Tensor) {
    precondition(gradient.shape == output.shape, "gradient \(gradient.shape) for output \(output.shape)")
    guard let variable = output.variable else { return }
    precondition(variable.tape === self, "the output belongs to another tape")
    variable.gradient = gradient.detached
    propagate()
  }

  /// Runs backwards until `count` nodes are left.
  private func propagate(downTo count: Int = 0) {
    while nodes.count > count, let node = nodes.popLast() {
      guard let gradient = node.output.gradient else { continue }
      node.output.gradient = nil
      Profile.note("outside operations")
      node.operation.backward(gradient, InputGradients(variables: node.inputs))
      Profile.note(type(of: node.operation), isBackward: true)
    }
  }
}

extension Tape {
  /// Runs `body` and keeps its inputs alone; the backward runs it again, this time recorded.
  ///
  /// `body` must do the same each time. It may use leaves beside its inputs; what it makes is the same to the last bit as without this.
  package func recompute(_ inputs: [Tensor], _ body: @escaping ([Tensor]) -> Tensor) -> Tensor {
    if isPaused { return body(inputs) }
    (isPaused, missedOperation) = (true, false)
    let result = body(inputs)
    isPaused = false
    guard missedOperation else { return result }
    return append({ Recomputation(tape: self, inputs: inputs.map(\.detached), body: body) }, inputs: inputs.map(\.variable), result: result)
  }

  /// Runs `body` without recording what it does.
  func unrecorded<Result>(_ body: () -> Result) -> Result {
    let before = (isPaused, missedOperation)
    isPaused = true
    defer { (isPaused, missedOperation) = before }
    return body()
  }

  /// A stretch of operations of which only the inputs were kept.
  private struct Recomputation: Operation {
    unowned let tape: Tape
    let inputs: [Tensor]
    let body: ([Tensor]) -> Tensor

    var saved: [Tensor] { inputs }

    func backward(_ gradient: Tensor, _ gradients: InputGradients) {
      // The leaves go on with what their inputs have so far, so that sums are formed in the order in which they would have been.
      let leaves = inputs.indices.map { index in
        gradients.isNeeded(index) ? tape.leaf(inputs[index], gradient: gradients.take(index)) : inputs[index]
      }
      let count = tape.nodes.count
      if let output = body(leaves).variable {
        output.gradient = gradient
        tape.propagate(downTo: count)
      }
      for (index, leaf) in leaves.enumerated() {
        if let sum = leaf.variable?.gradient {
          leaf.variable?.gradient = nil
          gradients.add(sum, to: index)
        }
      }
    }
  }
}

/// Where an operation's backward leaves the gradients of its inputs.
package struct InputGradients {
  fileprivate let variables: [Variable?]

  /// Whether input `index` wants a gradient at all.
  package func isNeeded(_ index: Int) -> Bool { variables[index] != nil }

  /// Takes away what input `index` has got so far.
  fileprivate func take(_ index: Int) -> Tensor? {
    defer { variables[index]?.gradient = nil }
    return variables[index]?.gradient
  }

  /// Adds `gradient` to input `index`. The tensor may be shared, it is never written to afterwards while it is.
  package func add(_ gradient: Tensor, to index: Int) {
    guard let variable = variables[index] else { return }
    precondition(gradient.count == variable.shape.elementCount, "gradient \(gradient.shape) for input \(variable.shape)")
    guard variable.gradient != nil else {
      variable.gradient = Tensor(storage: gradient.storage, shape: variable.shape)
      return
    }
    accumulate(into: index) { sum, _ in
      Parallel.unsafeForBlocks(of: gradient.count, blockSize: elementBlockSize) { range in
        let (addend, target) = (gradient.pointer + range.lowerBound, sum + range.lowerBound)
        ck_add(range.count, target, addend, target)
      }
    }
  }

  /// Lets `body` add to the gradient of input `index` in place.
  ///
  /// - Parameter body: gets the sum, and whether it is new: a new one has arbitrary contents and must be overwritten (a product's beta of
  ///   0), an old one must be added to (a beta of 1).
  package func accumulate(into index: Int, _ body: (_ sum: UnsafeMutablePointer<Float>, _ isNew: Bool) -> Void) {
    guard let variable = variables[index] else { preconditionFailure("input \(index) wants no gradient") }
    guard var sum = variable.gradient.take() else {
      let buffer = TensorBuffer(variable.shape)
      body(buffer.pointer, true)
      variable.gradient = buffer.finish()
      return
    }
    sum.withMutablePointer { body($0, false) }
    variable.gradient = sum
  }
}

/// Elements a block of an elementwise kernel: small enough for the cache, large enough to pay for handing it out.
package let elementBlockSize = 16_384

extension Tensor {
  /// The result of an operation: recorded when an input is tracked, else just itself.
  ///
  /// `operation` is made only when it is needed, so an untracked pass keeps nothing alive.
  package func recorded<Recorded: Operation>(inputs: [Tensor?], _ operation: () -> Recorded) -> Tensor {
    defer { Profile.note(Recorded.self) }
    let variables = inputs.map { $0?.variable }
    guard let tape = variables.lazy.compactMap({ $0 }).first?.tape else { return self }
    return tape.append(operation, inputs: variables, result: self)
  }
}
