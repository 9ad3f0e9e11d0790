import CKernels
import Foundation

/// The arithmetic of optimizers, over whole tensors in blocks on the pool. Values and gradients are read and never written to.
package enum OptimizerKernels {
  /// The value after one step of Adam, or with `decoupledDecay` of AdamW; the moments `first` and `second` change in
  /// place, in copies when somebody else holds them too.
  ///
  /// Sources: Kingma and Ba, 2015; Loshchilov and Hutter, 2019; the order of operations is that of torch.optim.
  /// - Parameters:
  ///   - factor: what the gradient is multiplied by.
  ///   - step: from 1, for the moments' correction.
  package static func adam(
    _ value: Tensor, gradient: Tensor, factor: Float, first: inout Tensor, second: inout Tensor, step: Int, learningRate: Double,
    weightDecay: Double, decoupledDecay: Bool
  ) -> Tensor {
    precondition(min(first.count, second.count) == value.count, "moments \(first.shape), \(second.shape) of a parameter \(value.shape)")
    let (beta1, beta2, epsilon) = (0.9, 0.999, 1e-8)
    let numbers = ck_adam_step(
      retention: decoupledDecay ? Float(1 - learningRate * weightDecay) : 1,
      penalty: decoupledDecay ? 0 : Float(weightDecay),
      first_weight: Float(1 - beta1), second_decay: Float(beta2), second_weight: Float(1 - beta2),
      correction: Float((1 - pow(beta2, Double(step))).squareRoot()), epsilon: Float(epsilon),
      step_size: Float(learningRate / (1 - pow(beta1, Double(step)))))
    return first.withMutablePointer { first in
      second.withMutablePointer { second in
        changed(value, by: gradient, factor) { range, gradient, target in
          ck_adam(range.count, numbers, gradient, target, first + range.lowerBound, second + range.lowerBound)
        }
      }
    }
  }

  /// The value after one step of gradient descent without momentum.
  package static func descent(
    _ value: Tensor, gradient: Tensor, factor: Float, learningRate: Double, weightDecay: Double
  ) -> Tensor {
    changed(value, by: gradient, factor) { range, gradient, target in
      ck_sgd(range.count, Float(learningRate), Float(weightDecay), gradient, target)
    }
  }

  /// The sum of the elements' squares: in double precision, over blocks in their order.
  package static func sumOfSquares(_ x: Tensor) -> Double {
    let blocks = (x.count + elementBlockSize - 1) / elementBlockSize
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, blocks)) { sums in
      Parallel.unsafeForBlocks(of: x.count, blockSize: elementBlockSize) { range in
        sums[range.lowerBound / elementBlockSize] = ck_sum_of_squares(range.count, x.pointer + range.lowerBound)
      }
      return sums[..<blocks].reduce(0, +)
    }
  }

  /// A copy of `value` of which `body` changes each block by its scaled gradient, while both are in the cache.
  private static func changed(
    _ value: Tensor, by gradient: Tensor, _ factor: Float,
    _ body: (_ range: Range<Int>, _ gradient: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>) -> Void
  ) -> Tensor {
    precondition(gradient.shape == value.shape, "gradient \(gradient.shape) for parameter \(value.shape)")
    let result = TensorBuffer(value.shape)
    Parallel.unsafeForBlocks(of: value.count, blockSize: elementBlockSize) { range in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: elementBlockSize) { scaled in
        guard let scaled = scaled.baseAddress else { return }
        let target = result.pointer + range.lowerBound
        target.update(from: value.pointer + range.lowerBound, count: range.count)
        scaled.update(from: gradient.pointer + range.lowerBound, count: range.count)
        ck_scale(range.count, factor, scaled)
        body(range, scaled, target)
      }
    }
    return result.finish()
  }
}
