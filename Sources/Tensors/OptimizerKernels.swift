import CKernels
import Foundation

/// The arithmetic of optimizers, over whole tensors in blocks on the pool.
package enum OptimizerKernels {
  /// One step of Adam, or with `decoupledDecay` of AdamW; `parameter`, `first` and `second` are written to, so nobody else may share them.
  ///
  /// Sources: Kingma and Ba, 2015; Loshchilov and Hutter, 2019; the order of operations is that of torch.optim.
  /// - Parameter step: from 1, for the moments' correction.
  package static func adam(
    _ parameter: Tensor, gradient: Tensor, first: Storage, second: Storage, step: Int, learningRate: Double, weightDecay: Double,
    decoupledDecay: Bool
  ) {
    precondition(gradient.shape == parameter.shape, "gradient \(gradient.shape) for parameter \(parameter.shape)")
    precondition(min(first.capacity, second.capacity) >= parameter.count, "moments are too short for parameter \(parameter.shape)")
    let (beta1, beta2, epsilon) = (0.9, 0.999, 1e-8)
    let numbers = ck_adam_step(
      retention: decoupledDecay ? Float(1 - learningRate * weightDecay) : 1,
      penalty: decoupledDecay ? 0 : Float(weightDecay),
      first_weight: Float(1 - beta1), second_decay: Float(beta2), second_weight: Float(1 - beta2),
      correction: Float((1 - pow(beta2, Double(step))).squareRoot()), epsilon: Float(epsilon),
      step_size: Float(learningRate / (1 - pow(beta1, Double(step)))))
    Parallel.forBlocks(of: parameter.count, grain: elementGrain) { range in
      let start = range.lowerBound
      ck_adam(
        range.count, numbers, gradient.pointer + start, parameter.pointer + start, first.pointer + start, second.pointer + start)
    }
  }

  /// One step of gradient descent without momentum; `parameter` is written to.
  package static func descend(_ parameter: Tensor, gradient: Tensor, learningRate: Double, weightDecay: Double) {
    precondition(gradient.shape == parameter.shape, "gradient \(gradient.shape) for parameter \(parameter.shape)")
    Parallel.forBlocks(of: parameter.count, grain: elementGrain) { range in
      let start = range.lowerBound
      ck_sgd(range.count, Float(learningRate), Float(weightDecay), gradient.pointer + start, parameter.pointer + start)
    }
  }

  /// The sum of the elements' squares: in double precision, over blocks in their order.
  package static func sumOfSquares(_ x: Tensor) -> Double {
    let blocks = (x.count + elementGrain - 1) / elementGrain
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, blocks)) { sums in
      Parallel.forBlocks(of: x.count, grain: elementGrain) { range in
        sums[range.lowerBound / elementGrain] = ck_sum_of_squares(range.count, x.pointer + range.lowerBound)
      }
      return sums[..<blocks].reduce(0, +)
    }
  }
}
