import Tensors

/// A weight of the model: its value, and in training its gradient.
public final class Parameter {
  /// Extents, outermost first.
  public let shape: [Int]
  private var stored: Tensor?
  /// Whether the optimizer changes it. A frozen parameter gets no gradient, and operations keep no input for it.
  public var isTrainable = false
  /// The sum of the gradients since the last optimizer step; nil when there is none.
  public var gradient: Tensor?

  /// A parameter whose value is set before its first use, by loading or initialisation.
  public init(shape: [Int]) { self.shape = shape }

  /// A parameter of that value.
  public convenience init(_ value: Tensor) {
    self.init(shape: value.shape)
    stored = value
  }

  /// The weights; reading them before they were set is a mistake of the program.
  public var value: Tensor {
    get {
      guard let stored else { preconditionFailure("a parameter of shape \(shape) was used before it had a value") }
      return stored
    }
    set {
      precondition(newValue.shape == shape, "value \(newValue.shape) for a parameter \(shape)")
      stored = newValue
    }
  }

  /// Whether there is a value.
  public var isInitialized: Bool { stored != nil }

  /// Number of weights.
  public var count: Int { shape.reduce(1, *) }
}
