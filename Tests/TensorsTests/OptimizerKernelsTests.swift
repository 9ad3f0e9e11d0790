import CKernels
import Layers
import Tensors
import TestSupport
import Testing

/// The optimizers' arithmetic is PyTorch's operation by operation, and agrees to the last place but one: PyTorch's square root is MKL's, which
/// is not always rounded to the nearest, and a processor may lack the fused multiplication and addition that PyTorch used.
@Suite struct OptimizerKernelsTests {
  private func steps(_ name: String, _ step: (_ parameter: Tensor, _ gradient: Tensor, _ number: Int) -> Tensor) throws {
    let file = try Fixture.tensors("operations", "optimizers")
    var parameter = try file.tensor(name + "/start")
    let gradients = try file.tensor(name + "/gradients")
    for number in 1...5 {
      let row = Array(gradients.values[(number - 1) * 333..<number * 333])
      // Twice the gradient, halved by the factor: exact, and the factor counts.
      parameter = step(parameter, Tensor(row.map { 2 * $0 }, shape: [333]), number)
      let expected = try file.tensor("\(name)/after\(number)")
      #expect(difference(parameter, expected, relative: 0, absolute: 2.4e-7) == nil, "\(name), step \(number)")
    }
  }

  @Test(arguments: [("adamw", 0.01, true), ("adam", 0, false), ("adam_decay", 0.1, false)])
  func adam(_ name: String, _ decay: Double, _ isDecoupled: Bool) throws {
    var (first, second) = (Tensor.zeros([333]), Tensor.zeros([333]))
    try steps(name) { parameter, gradient, number in
      OptimizerKernels.adam(
        parameter, gradient: gradient, factor: 0.5, first: &first, second: &second, step: number, learningRate: 0.02, weightDecay: decay,
        decoupledDecay: isDecoupled)
    }
  }

  @Test(arguments: [("sgd", 0), ("sgd_decay", 0.1)]) func descent(_ name: String, _ decay: Double) throws {
    try steps(name) { parameter, gradient, _ in
      OptimizerKernels.descent(parameter, gradient: gradient, factor: 0.5, learningRate: 0.02, weightDecay: decay)
    }
  }

  @Test func sumsOfSquaresDoNotDependOnThreads() {
    let x = Tensor((0..<100_003).map { Float($0 % 977) * 1e-3 - 0.4 }, shape: [100_003])
    let exact = x.values.reduce(0.0) { $0 + Double($1) * Double($1) }
    let sums = Threads.each([1, 2, 3, 7]) { OptimizerKernels.sumOfSquares(x) }
    #expect(abs(sums[0] - exact) < 1e-9 * exact)
    #expect(sums.allSatisfy { $0 == sums[0] })
  }

  @Test(arguments: awkwardCounts) func sumOfSquares(_ count: Int) {
    #expect(ck_sum_of_squares(count, (0..<count).map(Float.init)) == (0..<count).reduce(0.0) { $0 + Double($1 * $1) })
  }
}
