import Layers
import Tensors
import TestSupport
import Testing

/// Two linear layers, the second of which shares the embedding's table, and a list.
private final class Sample: Layer {
  let table = Embedding(rows: 3, width: 2, paddingID: 1)
  let first = Linear(inputs: 2, outputs: 2)
  let norms = [LayerNorm(width: 2, epsilon: 1e-5), LayerNorm(width: 2, epsilon: 1e-5)]
  let head: Linear

  init() { head = Linear(tiedTo: table.weight) }

  var members: [Member] { [Member("table", table), Member("first", first), Member("norms", norms), Member("head", head)] }
}

/// Adds a multiple of one learned number times the input.
private final class Gain: Adapter {
  let gain = Parameter(Tensor([0.5], shape: [1]))

  var members: [Member] { [Member("gain", gain)] }

  func map(_ pass: ForwardPass) -> LowRankMap {
    let identity = Tensor([1, 0, 0, 1], shape: [2, 2])
    return LowRankMap(down: identity, up: identity, scaling: gain.value.scalar, dropout: nil)
  }
}

@Suite struct LayerTests {
  private let names = [
    "table.weight", "first.weight", "first.bias", "norms.0.weight", "norms.0.bias", "norms.1.weight", "norms.1.bias", "head.weight",
  ]

  @Test func walkNamesEverything() {
    let sample = Sample()
    #expect(sample.namedParameters.map(\.name) == names)
    #expect(sample.namedLinears.map(\.name) == ["first", "head"])
    var visited: [String] = []
    sample.walk { name, _ in visited.append(name) }
    #expect(visited.prefix(4) == ["table", "table.weight", "first", "first.weight"])
  }

  @Test func tiedParametersCountOnce() {
    let sample = Sample()
    #expect(sample.uniqueParameters.map(\.name) == Array(names.dropLast()))
    #expect(sample.parameterCount == 6 + 4 + 2 + 4 * 2)
    #expect(sample.trainableCount == 0)
  }

  @Test func adaptersAreNamedButNotOwned() {
    let sample = Sample()
    sample.head.adapter = Gain()
    #expect(sample.namedParameters.map(\.name) == names + ["head.gain"])
    #expect(sample.ownParameters.map(\.name) == Array(names.dropLast()))
  }

  @Test func freezing() {
    let sample = Sample()
    sample.first.weight.isTrainable = true
    sample.first.weight.gradient = .zeros([2, 2])
    sample.setTrainable { $0.hasPrefix("head") }
    #expect(sample.table.weight.isTrainable)
    #expect(!sample.first.weight.isTrainable && sample.first.weight.gradient == nil)
    #expect(sample.trainableCount == 6)
    sample.table.weight.gradient = .zeros([3, 2])
    sample.clearGradients()
    #expect(sample.table.weight.gradient == nil)
  }

  @Test func linear() {
    let linear = Linear(inputs: 2, outputs: 2)
    #expect(!linear.weight.isInitialized)
    linear.weight.value = Tensor([1, 2, 3, 4], shape: [2, 2])
    linear.bias?.value = Tensor([10, -30], shape: [2])
    let x = Tensor([1, 2], shape: [1, 2])
    #expect(linear(x, ForwardPass()).values == [15, -19])
    linear.adapter = Gain()
    #expect(linear(x, ForwardPass()).values == [15.5, -18])
    // Adapter and linear layer read the same: what the activation made of x.
    let large = Tensor([-30, 20], shape: [1, 2])
    #expect(difference(linear(large, ForwardPass(), after: .gelu).values, [50, 60]) == nil)
  }

  @Test func norm() {
    let norm = LayerNorm(width: 2, epsilon: 1e-5)
    norm.weight.value = Tensor([2, 3], shape: [2])
    norm.bias.value = Tensor([1, -1], shape: [2])
    let x = Tensor([3, 5], shape: [1, 2])
    #expect(difference(norm(x, ForwardPass()).values, [-1, 2], relative: 1e-4) == nil)
    #expect(
      difference(norm(x, addedTo: Tensor([4, 0], shape: [1, 2]), dropout: nil, ForwardPass()).values, [3, -4], relative: 1e-4) == nil)
  }

  @Test func theNormsEpsilonIsAddedToTheVariance() {
    let norm = LayerNorm(width: 2, epsilon: 3)
    norm.weight.value = Tensor([1, 1], shape: [2])
    norm.bias.value = .zeros([2])
    // A variance of 1 and 3 more make a deviation of 2.
    let x = Tensor([3, 5], shape: [1, 2])
    #expect(norm(x, ForwardPass()).values == [-0.5, 0.5])
    #expect(norm(x, addedTo: Tensor([1, 1], shape: [1, 2]), dropout: nil, ForwardPass()).values == [-0.5, 0.5])
  }

  @Test func embeddingLeavesThePaddingRowAlone() throws {
    let sample = Sample()
    sample.table.weight.value = Tensor([1, 2, 3, 4, 5, 6], shape: [3, 2])
    sample.table.weight.isTrainable = true
    let pass = ForwardPass(tape: Tape())
    let rows = sample.table([2, 1, 2, 0], batch: 2, pass)
    #expect(rows.shape == [2, 2, 2] && rows.values == [5, 6, 3, 4, 5, 6, 1, 2])
    pass.backward(rows.reshaped([4, 2]).crossEntropySum(labels: [0, 0, 0, 0], ignoring: -1))
    let gradient = try #require(sample.table.weight.gradient).values
    #expect(gradient[2] == 0 && gradient[3] == 0 && gradient[0] != 0 && gradient[4] != 0)
  }
}
