import Essentials
import Training

extension EpochReport {
  /// What an epoch came to, in a line.
  ///
  /// - Parameters:
  ///   - epochs: of the whole training.
  ///   - pace: how fast it goes; nil where that is of no interest any more.
  package func text(of epochs: Int, pace: String? = nil) -> String {
    var parts = ["epoch \(epoch)/\(epochs)", "step \(step)", "loss \(formatted(trainingLoss))"]
    for (metric, value) in validation.sorted(by: { $1.key != "loss" && ($0.key == "loss" || $0.key < $1.key) }) {
      parts.append("validation \(metric) \(formatted(value))")
    }
    if let pace { parts.append(pace) }
    if isBest { parts.append("best") }
    return parts.joined(separator: "  ")
  }
}
