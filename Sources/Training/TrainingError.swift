import Essentials

/// Why a training could not go on. The state is as it was before the step.
public enum TrainingError: DiagnosticError {
  /// Settings out of range.
  case settings([Diagnostic])
  /// There is nothing to train on.
  case noSamples
  /// Nothing is to be trained.
  case noParameters
  /// The loss of a batch is no number.
  case nonFiniteLoss(epoch: Int, step: Int, samples: [Int], loss: Float)
  /// A step's gradients are no numbers in these parameters.
  case nonFiniteGradient(epoch: Int, step: Int, samples: [Int], parameters: [String])
  /// The samples of a step have no tokens to learn.
  case noTokens(epoch: Int, step: Int, samples: [Int])

  /// The fact in words.
  public var diagnostics: [Diagnostic] {
    let remedy = "nothing was changed; try a lower lr or max_grad_norm=1, and look at these samples"
    switch self {
    case .settings(let faults): return faults
    case .noSamples: return [Diagnostic(.data, "there are no samples to train on")]
    case .noParameters: return [Diagnostic(.value, "nothing is trainable", hint: "fit adapters, or train the whole model")]
    case .nonFiniteLoss(let epoch, let step, let samples, let loss):
      return [Diagnostic(.value, "the loss is \(loss) in step \(step) of epoch \(epoch), \(Self.list(samples))", hint: remedy)]
    case .nonFiniteGradient(let epoch, let step, let samples, let parameters):
      let names = parameters.prefix(3).joined(separator: ", ") + (parameters.count > 3 ? " and \(parameters.count - 3) more" : "")
      return [
        Diagnostic(.value, "the gradient is no number in step \(step) of epoch \(epoch), \(Self.list(samples)): \(names)", hint: remedy)
      ]
    case .noTokens(let epoch, let step, let samples):
      return [Diagnostic(.data, "step \(step) of epoch \(epoch) has no tokens to learn, \(Self.list(samples))")]
    }
  }

  private static func list(_ samples: [Int]) -> String {
    (samples.count == 1 ? "sample " : "samples ") + samples.prefix(16).map(String.init).joined(separator: ", ")
      + (samples.count > 16 ? " and \(samples.count - 16) more" : "")
  }
}
