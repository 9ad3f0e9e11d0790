import Tensors

/// A weight of the model: its value, and in training its gradient.
public final class Parameter {
  /// Extents, outermost first.
  public let shape: [Int]
  private var stored: StoredTensor?
  /// Whether whoever uses it takes 16-bit numbers too, so that a file's can be left as they are.
  package let acceptsHalves: Bool
  /// Whether the optimizer changes it. A frozen parameter gets no gradient, and operations keep no input for it.
  public var isTrainable = false {
    didSet { if isTrainable { stored = (stored?.widened).map { StoredTensor($0) } } }
  }
  /// The sum of the gradients since the last optimizer step; nil when there is none.
  public var gradient: Tensor?

  /// A parameter whose value is set before its first use, by loading or initialisation.
  public convenience init(shape: [Int]) { self.init(shape: shape, acceptsHalves: false) }

  package init(shape: [Int], acceptsHalves: Bool) {
    self.shape = shape
    self.acceptsHalves = acceptsHalves
  }

  /// A parameter of that value.
  public convenience init(_ value: Tensor) {
    self.init(shape: value.shape)
    stored = StoredTensor(value)
  }

  /// The weights as they are stored, perhaps in 16 bits; reading them before they were set is a mistake of the program.
  package var storedValue: StoredTensor {
    get {
      guard let stored else { preconditionFailure("a parameter of shape \(shape) was used before it had a value") }
      return stored
    }
    set {
      precondition(newValue.shape == shape, "value \(newValue.shape) for a parameter \(shape)")
      precondition(newValue.dtype == .float32 || (acceptsHalves && !isTrainable), "\(newValue.dtype) for a parameter that takes floats")
      stored = newValue
    }
  }

  /// The weights in Float32: those that are stored in 16 bits are widened anew each time.
  public var value: Tensor {
    get { storedValue.widened }
    set { storedValue = StoredTensor(newValue) }
  }

  /// Whether there is a value.
  public var isInitialized: Bool { stored != nil }

  /// Number of weights.
  public var count: Int { shape.reduce(1, *) }
}
