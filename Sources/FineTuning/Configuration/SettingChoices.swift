import Essentials

/// What computes.
public enum Device: String, Sendable, CaseIterable {
  /// What there is: the CPU.
  case auto
  /// The CPU.
  case cpu
}

/// What of a model is trained.
public enum TrainingMethod: String, Sendable, CaseIterable {
  /// Adapters of low rank, and biases where `Configuration.bias` says so.
  case lora
  /// Every weight.
  case full
}

/// How sure a model is said to be of a box, by which boxes are ranked.
public enum DetectionScore: String, Sendable, CaseIterable {
  /// As sure as it was of the tokens of the box and its label.
  case probability
  /// Equally sure of all: the original trainer's ranking.
  case constant
}

/// In which numbers a training computes.
public enum TrainingPrecision: String, Sendable, CaseIterable {
  /// IEEE single precision.
  case float32
}

/// Which activations are computed again in the backward rather than kept: less memory for more time, and the same numbers.
public enum ActivationCheckpointing: String, Sendable, CaseIterable {
  /// Those that cost the most memory for the least work; all of them for a batch that would fill more than half of the machine.
  case auto
  /// All but each layer's input.
  case on
  /// None.
  case off
}

extension TrainingMethod: SettingChoice {}
extension DetectionScore: SettingChoice {}
extension TrainingPrecision: SettingChoice {}
extension ActivationCheckpointing: SettingChoice {}

extension Device: SettingChoice {
  /// Any text, for the names of other devices have an answer of their own.
  static var kind: Setting.Kind { .text }

  static func refusal(of value: SettingValue, for name: String) -> [Diagnostic] {
    guard case .text(let device) = value else { return [] }
    return [Diagnostic(.value, "\(name)=\(device): this program computes on the CPU alone", hint: "set \(name)=cpu")]
  }
}
