import Tensors

/// Everything a training consists of, as one value: later steps of a trainer do not change it.
public struct TrainingState {
  /// What an optimizer remembers of one parameter.
  struct Moments {
    let first: Tensor
    let second: Tensor
  }

  /// One trainable parameter.
  struct Entry {
    let name: String
    let value: Tensor
    /// Nil for an optimizer without moments.
    let moments: Moments?
  }

  /// Where the training is.
  public let progress: TrainingProgress
  /// What each step measured.
  public let trainingMetrics: MetricHistory
  /// What each step was made with.
  public let stepMetrics: MetricHistory
  /// What each epoch's end measured.
  public let validationMetrics: MetricHistory
  let entries: [Entry]
  /// What else the weights of the model are made of: tensors that stay as they are, and that nobody finds again without the state.
  public var constants: [String: Tensor] = [:]

  /// Names of the trainable parameters, in the trainer's order.
  public var parameterNames: [String] { entries.map(\.name) }

  /// The value of one trainable parameter.
  public func parameter(_ name: String) -> Tensor? { entries.first { $0.name == name }?.value }

  /// The tensors under the names that they have in a state file.
  var namedTensors: [(name: String, tensor: Tensor)] {
    entries.flatMap { entry in
      [(Key.parameter + entry.name, entry.value)]
        + (entry.moments.map { [(Key.first + entry.name, $0.first), (Key.second + entry.name, $0.second)] } ?? [])
    } + constants.sorted { $0.key < $1.key }.map { (Key.constant + $0.key, $0.value) }
  }

  /// What stands before a parameter's or a constant's name in a state file, and the name of an entry.
  enum Key {
    static let parameter = "parameter/"
    static let first = "first_moment/"
    static let second = "second_moment/"
    static let constant = "constant/"
    /// Of the metadata, and younger than the format.
    static let stepMetrics = "step_metrics"
  }
}

extension TrainingState: Equatable {
  /// Whether both are the same to the last bit.
  public static func == (one: TrainingState, other: TrainingState) -> Bool { one.differences(from: other).isEmpty }

  /// What is not the same to the last bit, by name.
  public func differences(from other: TrainingState) -> [String] {
    var differences: [String] = []
    if progress != other.progress { differences.append("progress") }
    if trainingMetrics != other.trainingMetrics { differences.append("training metrics") }
    if stepMetrics != other.stepMetrics { differences.append("step metrics") }
    if validationMetrics != other.validationMetrics { differences.append("validation metrics") }
    let (mine, theirs) = (namedTensors, other.namedTensors)
    guard mine.map(\.name) == theirs.map(\.name) else { return differences + ["names of parameters"] }
    for (one, another) in zip(mine, theirs) where !Self.haveSameBits(one.tensor, another.tensor) { differences.append(one.name) }
    return differences
  }

  private static func haveSameBits(_ one: Tensor, _ other: Tensor) -> Bool {
    one.shape == other.shape
      && UnsafeRawBufferPointer(start: one.pointer, count: one.count * 4)
        .elementsEqual(UnsafeRawBufferPointer(start: other.pointer, count: other.count * 4))
  }
}
