import Layers
import Tensors
import TestSupport
import Testing

/// What is computed again in the backward is the same to the last bit, dropout and all, and is not remembered.
@Suite struct RecomputationTests {
  /// Three layers with dropout, of which the first has nothing to train.
  private final class Stack: Layer {
    let layers = (0..<3).map { _ in Linear(inputs: 6, outputs: 6) }

    var members: [Member] { [Member("layers", layers)] }

    init() {
      for (index, layer) in layers.enumerated() {
        layer.weight.value = Tensor((0..<36).map { Float(($0 * 7 + index * 5) % 11) / 11 - 0.4 }, shape: [6, 6])
        layer.bias?.value = Tensor((0..<6).map { Float($0) / 10 - 0.2 }, shape: [6])
      }
      setTrainable { !$0.hasPrefix("layers.0.") }
    }

    func callAsFunction(_ x: Tensor, _ pass: ForwardPass) -> Tensor {
      layers.reduce(x) { x, layer in
        pass.recompute([x]) { inputs in
          let y = layer(inputs[0], pass).activated(.gelu).dropped(pass.dropout(0.3))
          return y.added(to: inputs[0], dropPath: pass.dropout(0.2))
        }
      }
    }
  }

  private func gradients(recomputes: Bool, passes: Int = 1) -> (loss: Float, gradients: [[Float]?], saved: Int) {
    let stack = Stack()
    let x = Tensor((0..<48).map { Float($0 % 13) / 13 - 0.5 }, shape: [2, 4, 6])
    var (loss, saved) = (Float(0), 0)
    for epoch in 0..<passes {
      let tape = Tape()
      let pass = ForwardPass(tape: tape, randomness: .init(seed: 3, epoch: UInt32(epoch), samples: [0, 5]))
      pass.recomputation = recomputes ? .everything : .nothing
      let sum = stack(x, pass).crossEntropySum(labels: [0, 1, 2, 3, 4, 5, 0, 1], ignoring: -1)
      loss += sum.scalar
      saved = tape.saved.reduce(0) { $0 + $1.count }
      pass.backward(sum)
    }
    return (loss, stack.namedParameters.map { $0.parameter.gradient?.values }, saved)
  }

  @Test(arguments: [1, 2]) func gradientsAreTheSame(passes: Int) {
    let kept = gradients(recomputes: false, passes: passes)
    let again = gradients(recomputes: true, passes: passes)
    #expect(kept.loss == again.loss)
    #expect(kept.gradients == again.gradients)
    #expect(kept.gradients.compactMap { $0 }.count == 4)
  }

  @Test func lessIsKept() {
    #expect(gradients(recomputes: true).saved < gradients(recomputes: false).saved)
  }
}
