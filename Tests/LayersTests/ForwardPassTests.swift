import Layers
import Tensors
import TestSupport
import Testing

@Suite struct PassTests {
  private let randomness = ForwardPass.Randomness(seed: 1, epoch: 2, samples: [3, 4])

  @Test func frozenParametersAreNotFollowed() {
    let (frozen, trained) = (Parameter(.zeros([2])), Parameter(.zeros([2])))
    trained.isTrainable = true
    let pass = ForwardPass(tape: Tape())
    #expect(!pass(frozen).isTracked)
    #expect(pass(trained).isTracked)
    #expect(!ForwardPass()(trained).isTracked)
  }

  /// Twice used is once a leaf, and gradients add up over passes until they are cleared.
  @Test func gradientsAccumulate() throws {
    let parameter = Parameter(Tensor([1, 2], shape: [1, 2]))
    parameter.isTrainable = true
    func run(_ scale: Float) {
      let pass = ForwardPass(tape: Tape())
      let sum = pass(parameter).added(to: pass(parameter))
      pass.backward(sum.crossEntropySum(labels: [0], ignoring: -1), scale: scale)
    }
    run(1)
    let once = try #require(parameter.gradient).values
    run(2)
    #expect(difference(try #require(parameter.gradient).values, once.map { 3 * $0 }) == nil)
    #expect(once[0] < 0 && once[1] > 0)
  }

  @Test func anAbandonedPassGivesGradientsBack() throws {
    let parameter = Parameter(Tensor([1, 2], shape: [1, 2]))
    parameter.isTrainable = true
    parameter.gradient = Tensor([5, 6], shape: [1, 2])
    do {
      let pass = ForwardPass(tape: Tape())
      _ = pass(parameter).scaled(by: 2)
      #expect(parameter.gradient == nil)
    }
    #expect(try #require(parameter.gradient).values == [5, 6])
  }

  /// Every dropout has a place of its own, and switching one off does not move the others.
  @Test func places() throws {
    let pass = ForwardPass(randomness: randomness)
    let first = try #require(pass.dropout(0.5))
    #expect(pass.dropout(0) == nil)
    let third = try #require(pass.dropout(0.25))
    #expect(first.place == 0 && third.place == 2)
    #expect(first.probability == 0.5 && first.seed == 1 && first.epoch == 2 && first.samples == [3, 4])
    #expect(ForwardPass().dropout(0.5) == nil)
  }

  @Test func someSamplesDrawTheirOwnDropouts() {
    let pass = ForwardPass(randomness: randomness)
    #expect(pass.onSamples([1]) { pass.dropout(0.5)?.samples } == [4])
    #expect(pass.dropout(0.5)?.samples == [3, 4])
    #expect(ForwardPass().onSamples([1]) { ForwardPass().dropout(0.5) == nil })
  }
}
