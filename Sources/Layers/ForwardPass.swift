import Tensors

/// One forward pass through the model: in training mode it records on a tape and draws dropout, in evaluation mode neither.
public final class ForwardPass {
  /// What decides the dropout masks of a training pass.
  public struct Randomness: Sendable {
    /// Of the run.
    public var seed: UInt64
    /// From 0.
    public var epoch: UInt32
    /// For each sample of the batch, its position in the epoch.
    public var samples: [UInt32]

    /// The key of every mask of the pass.
    public init(seed: UInt64, epoch: UInt32, samples: [UInt32]) {
      self.seed = seed
      self.epoch = epoch
      self.samples = samples
    }
  }

  /// Nil when no gradients are wanted.
  public let tape: Tape?
  private var randomness: Randomness?
  /// Which activations are recomputed in the backward rather than kept: less memory for more time, and the same numbers.
  public enum Recomputation: Sendable {
    case nothing
    /// What `recomputable` is used for where memory is large and the work small.
    case largest
    /// Every part that `recompute` or `recomputable` runs.
    case everything
  }

  /// What is recomputed.
  public var recomputation = Recomputation.nothing
  private var nextPlace: UInt32 = 0
  private var leaves: [ObjectIdentifier: (parameter: Parameter, leaf: Tensor)] = [:]

  /// - Parameters:
  ///   - tape: records the pass; nil keeps nothing for a backward.
  ///   - randomness: turns dropout on; nil is evaluation mode.
  public init(tape: Tape? = nil, randomness: Randomness? = nil) {
    self.tape = tape
    self.randomness = randomness
  }

  /// A pass abandoned before its backward gives the gradients of earlier passes back.
  deinit {
    for (parameter, leaf) in leaves.values where parameter.gradient == nil { parameter.gradient = tape?.gradient(of: leaf) }
  }

  /// The parameter's value, as a leaf of the tape when it is trainable; the same leaf each time.
  public func callAsFunction(_ parameter: Parameter) -> Tensor {
    guard let tape, parameter.isTrainable else { return parameter.value }
    let identity = ObjectIdentifier(parameter)
    if let known = leaves[identity] { return known.leaf }
    let gradient = parameter.gradient
    parameter.gradient = nil
    let leaf = tape.leaf(parameter.value, gradient: gradient)
    leaves[identity] = (parameter, leaf)
    return leaf
  }

  /// The parameter's value as it is stored, perhaps in 16 bits; a leaf of the tape when it is trainable.
  package func stored(_ parameter: Parameter) -> StoredTensor {
    parameter.isTrainable ? StoredTensor(self(parameter)) : parameter.storedValue
  }

  /// The next dropout of this pass; nil in evaluation mode and for a probability of 0. Each call takes a place of its own, drawn or not, so
  /// that switching one dropout off leaves the others' masks as they were.
  public func dropout(_ probability: Double) -> Dropout? {
    let place = nextPlace
    nextPlace += 1
    guard let randomness, probability > 0 else { return nil }
    return Dropout(
      probability: Float(probability), seed: randomness.seed, epoch: randomness.epoch, samples: randomness.samples, place: place)
  }

  /// Runs a part of the model that may be run again in the backward, to the same numbers, rather than be remembered.
  ///
  /// - Parameter body: everything that it takes from the pass's other tensors comes in as `inputs`.
  public func recompute(_ inputs: [Tensor], _ body: @escaping ([Tensor]) -> Tensor) -> Tensor {
    guard recomputation == .everything, let tape else { return body(inputs) }
    let (place, randomness) = (nextPlace, randomness)
    // Unowned: the tape, which keeps the closure, is the pass's own, and the backward is the pass's work.
    return tape.recompute(inputs) { [unowned self] inputs in recompute(from: place, randomness) { body(inputs) } }
  }

  /// What `body` makes of x for an operation that needs it again in the backward.
  ///
  /// - Parameter isLarge: whether it is one of those that are recomputed first.
  package func recomputable(_ x: Tensor, isLarge: Bool, _ body: @escaping (Tensor) -> Tensor) -> RecomputableTensor {
    guard let tape, isLarge, recomputation == .largest else { return RecomputableTensor(body(x)) }
    let (place, randomness) = (nextPlace, randomness)
    return tape.recomputable(x) { [unowned self] x in recompute(from: place, randomness) { body(x) } }
  }

  /// Runs `body` with the dropouts that it had when it began at `place`.
  private func recompute(from place: UInt32, _ randomness: Randomness?, _ body: () -> Tensor) -> Tensor {
    let reached = (place: nextPlace, randomness: self.randomness)
    (nextPlace, self.randomness) = (place, randomness)
    defer { (nextPlace, self.randomness) = (max(nextPlace, reached.place), reached.randomness) }
    return body()
  }

  /// Runs a part of the model on some samples of the batch alone, whose dropouts are then theirs.
  ///
  /// - Parameter samples: their rows in the batch.
  package func onSamples<Result>(_ samples: [Int], _ body: () throws -> Result) rethrows -> Result {
    let whole = randomness
    defer { randomness = whole }
    if let whole { randomness?.samples = samples.map { whole.samples[$0] } }
    return try body()
  }

  /// Runs the backward from the scalar `loss`, times `scale`, and adds to the gradients of the trainable parameters that the pass used.
  public func backward(_ loss: Tensor, scale: Float = 1) {
    guard let tape else { preconditionFailure("a pass without a tape has no backward") }
    tape.backward(loss, scale: scale)
    for (parameter, leaf) in leaves.values { parameter.gradient = tape.gradient(of: leaf) }
    leaves = [:]
  }
}
