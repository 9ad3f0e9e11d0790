import Foundation

/// How the learning rate changes over a training, by the names and formulas of transformers' `get_scheduler`.
public enum LearningRateSchedule: String, Sendable, Codable, CaseIterable {
  case linear
  case cosine
  case polynomial

  /// Where the polynomial schedule ends.
  public static let polynomialEnd = 1e-7

  /// What the learning rate is multiplied by in the update after `step` of `total` updates, the first `warmup` of which rise from zero.
  public func multiplier(step: Int, of total: Int, warmup: Int, learningRate: Double) -> Double {
    if step < warmup { return Double(step) / Double(max(1, warmup)) }
    switch self {
    case .linear:
      return max(0, Double(total - step) / Double(max(1, total - warmup)))
    case .cosine:
      let progress = Double(step - warmup) / Double(max(1, total - warmup))
      return max(0, 0.5 * (1 + cos(Double.pi * progress)))
    case .polynomial:
      let end = Self.polynomialEnd
      guard step <= total, total > warmup else { return end / learningRate }
      let remaining = 1 - Double(step - warmup) / Double(total - warmup)
      return ((learningRate - end) * remaining + end) / learningRate
    }
  }
}
