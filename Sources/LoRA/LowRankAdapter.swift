import Essentials
import Foundation
import Layers
import Tensors

/// Adds scaling · B A dropout(x) to a linear layer's output, and may give the rows of W + scaling · B A lengths of their own (DoRA).
///
/// Source: Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", 2021; scaling by alpha / √rank: Kalajdzievski, 2023.
public final class LowRankAdapter: Adapter {
  /// A (rank, inputs)
  public let down: Parameter
  /// B (outputs, rank)
  public let up: Parameter
  /// The rows' own lengths (outputs); nil: those that W, A and B come to.
  public let magnitude: Parameter?
  /// What B A is multiplied by.
  public let scaling: Double
  /// The probability that an element of the input is dropped in training; may be changed between steps.
  public var dropout: Double
  private var known: KnownLengths?

  /// An adapter whose parameters have no values yet.
  init(inputs: Int, outputs: Int, rank: Int, scaling: Double, dropout: Double, hasMagnitude: Bool) {
    down = Parameter(shape: [rank, inputs])
    up = Parameter(shape: [outputs, rank])
    magnitude = hasMagnitude ? Parameter(shape: [outputs]) : nil
    self.scaling = scaling
    self.dropout = dropout
    isTrainable = true
  }

  /// Whether the optimizer changes it.
  var isTrainable: Bool {
    get { down.isTrainable }
    set { for (_, parameter) in namedParameters { parameter.isTrainable = newValue } }
  }

  /// A, B and the lengths, by PEFT's names.
  public var members: [Member] {
    [Member("lora_A.weight", down), Member("lora_B.weight", up)] + (magnitude.map { [Member("lora_magnitude_vector", $0)] } ?? [])
  }

  /// scaling · dropout(x) Aᵀ Bᵀ, x being what the linear layer reads.
  public func map(_ pass: ForwardPass) -> LowRankMap {
    LowRankMap(down: pass(down), up: pass(up), scaling: Float(scaling), dropout: pass.dropout(dropout))
  }

  /// The rows' own lengths, if they have some, beside those of `weight` (outputs, inputs) + scaling · B A.
  public func magnitude(of weight: Parameter, _ pass: ForwardPass) -> RowMagnitude? {
    magnitude.map { RowMagnitude(pass($0), over: lengths(beside: weight.storedValue)) }
  }

  /// The lengths of the rows of `weight` (outputs, inputs) + scaling · B A: remembered, as they stay the same until the next step.
  private func lengths(beside weight: StoredTensor) -> Tensor {
    let (down, up) = (down.value, up.value)
    let sources = [weight, StoredTensor(down), StoredTensor(up)]
    if let known, known.isOf(sources) { return known.lengths.value }
    let lengths = weight.rowLengths(adding: up, down, scaling: Float(scaling))
    known = Parallel.completed(lengths).map { KnownLengths(sources: sources, lengths: $0) }
    return lengths
  }

  /// Lets the rows begin with the lengths that they have beside `weight`.
  func beginMagnitude(beside weight: Parameter) { magnitude?.value = lengths(beside: weight.storedValue).copy() }

  /// `weight` (outputs, inputs) + scaling · B A, each row brought to its own length if it has one, in storage of its own.
  func merged(into weight: Tensor) -> Tensor {
    let sum = added(to: weight, sign: 1)
    guard let magnitude else { return sum }
    return sum.rowsScaled(by: RowMagnitude(magnitude.value, over: lengths(beside: StoredTensor(weight))).factors)
  }

  /// `weight` (outputs, inputs) + sign · scaling · B A, in storage of its own.
  func added(to weight: Tensor, sign: Float) -> Tensor {
    var merged = weight
    let (outputs, inputs) = (weight.shape[0], weight.shape[1])
    let rank = down.shape[0]
    let (down, up) = (down.value, up.value)
    merged.withMutablePointer { merged in
      multiplyBlocked(
        Matrix(up), Matrix(down), into: MutableMatrix(merged, stride: inputs), m: outputs, n: inputs, k: rank,
        alpha: sign * Float(scaling), beta: 1)
    }
    return merged
  }
}

/// The lengths of some rows, and what they were computed from. It holds on to that, so that nothing new can stand in the same memory.
private struct KnownLengths {
  let sources: [StoredTensor]
  let lengths: Completed<Tensor>

  func isOf(_ others: [StoredTensor]) -> Bool { zip(sources, others).allSatisfy { $0.isSame(as: $1) } }
}

extension LowRankAdapter {
  /// The streams of initialisation: dropout's counters hold the epoch where this stands.
  private static let streamFamily: UInt64 = 0x4C6F_5241 << 32

  /// The first of the two streams for the beginning of the `index`th adapter of a model: A's, the next is B's.
  static func stream(ofModule index: Int) -> UInt64 { streamFamily + UInt64(index) * 2 }

  /// Draws the beginning of the `index`th adapter of a model: a function of (seed, index) alone.
  func initialize(_ initialization: LoRAConfiguration.Initialization, seed: UInt64, index: Int) {
    let (rank, inputs) = (down.shape[0], down.shape[1])
    var generator = PhiloxGenerator(seed: seed, stream: Self.stream(ofModule: index))
    switch initialization {
    case .gaussian:
      let deviation = 1 / Float(rank)
      down.value = Tensor((0..<down.count).map { _ in generator.normal() * deviation }, shape: down.shape)
      up.value = .zeros(up.shape)
    case .kaiming:
      down.value = Self.uniform(down.shape, bound: 1 / Double(inputs).squareRoot(), &generator)
      up.value = .zeros(up.shape)
    case .random:
      down.value = Self.uniform(down.shape, bound: 1 / Double(inputs).squareRoot(), &generator)
      var second = PhiloxGenerator(seed: seed, stream: Self.stream(ofModule: index) + 1)
      up.value = Self.uniform(up.shape, bound: 1 / Double(rank).squareRoot(), &second)
    }
  }

  /// U(-bound, bound).
  private static func uniform(_ shape: [Int], bound: Double, _ generator: inout PhiloxGenerator) -> Tensor {
    let bound = Float(bound)
    return Tensor((0..<shape.elementCount).map { _ in (2 * generator.uniform() - 1) * bound }, shape: shape)
  }
}
