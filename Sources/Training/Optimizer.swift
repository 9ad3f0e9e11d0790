import Layers
import Tensors

/// Which rule changes parameters by their gradients; each has PyTorch's constants (betas 0.9 and 0.999, epsilon 1e-8, no momentum).
public enum OptimizerKind: String, Sendable, Codable, CaseIterable {
  case adamW = "adamw"
  case adam
  case sgd

  /// PyTorch's default.
  public var standardWeightDecay: Double { self == .adamW ? 0.01 : 0 }

  var hasMoments: Bool { self != .sgd }
}

/// An optimizer and its moments, which belong to the parameters by their order.
struct Optimizer {
  let kind: OptimizerKind
  private var first: [Tensor] = []
  private var second: [Tensor] = []

  /// With moments of zero.
  init(_ kind: OptimizerKind, parameters: [Parameter]) {
    self.kind = kind
    guard kind.hasMoments else { return }
    first = parameters.map { Tensor.zeros($0.shape) }
    second = parameters.map { Tensor.zeros($0.shape) }
  }

  /// The moments of parameter `index`, which stay as they are whatever the optimizer does later; nil when it has none.
  func moments(_ index: Int) -> TrainingState.Moments? {
    guard kind.hasMoments else { return nil }
    return .init(first: first[index], second: second[index])
  }

  /// Takes over the moments of parameter `index`, which stay as they are.
  mutating func set(_ moments: TrainingState.Moments, _ index: Int) {
    first[index] = moments.first
    second[index] = moments.second
  }

  /// Changes every parameter that has a gradient, taking `factor` times that.
  ///
  /// Values and moments that somebody still holds are never written to: the parameter gets new ones.
  /// - Parameter step: from 1.
  mutating func update(_ parameters: [Parameter], factor: Float, step: Int, learningRate: Double, weightDecay: Double) {
    for (index, parameter) in parameters.enumerated() {
      guard let gradient = parameter.gradient else { continue }
      parameter.gradient = nil
      switch kind {
      case .sgd:
        parameter.value = OptimizerKernels.descent(
          parameter.value, gradient: gradient, factor: factor, learningRate: learningRate, weightDecay: weightDecay)
      case .adam, .adamW:
        parameter.value = OptimizerKernels.adam(
          parameter.value, gradient: gradient, factor: factor, first: &first[index], second: &second[index], step: step,
          learningRate: learningRate, weightDecay: weightDecay, decoupledDecay: kind == .adamW)
      }
    }
  }
}
