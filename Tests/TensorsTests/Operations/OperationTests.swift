import Tensors
import TestSupport
import Testing

/// Every operation of the engine's core against PyTorch: its value and all its gradients, and all that `ReferenceCase` checks besides.
@Suite struct OperationTests {
  private func check(_ file: String, inputs: [String], isWhole: Bool = true, _ operation: (ReferenceCase, [Tensor]) -> Tensor) throws {
    for reference in try ReferenceCase.all(file, area: "operations", inputs: inputs) {
      reference.check(isWhole: isWhole) { operation(reference, $0) }
    }
  }

  /// The dropout that the oracle draws.
  private func dropout(_ probability: Float, place: Int, batch: Int = 2) -> Dropout {
    Dropout(
      probability: probability, seed: 0x0123_4567_89AB_CDEF, epoch: 3, samples: Array([5, 11].prefix(batch)), place: UInt32(place))
  }

  @Test func linear() throws {
    try check("linear", inputs: ["x", "weight", "bias"]) { $1[0].linear($1[1], $1[2]) }
    try check("linear-plain", inputs: ["x", "weight"]) { $1[0].linear($1[1], nil) }
  }

  @Test func linearWithGELU() throws {
    try check("linear-gelu", inputs: ["x", "weight", "bias"]) { $1[0].linear($1[1], $1[2]).activated(.gelu) }
    try check("linear-gelu-plain", inputs: ["x", "weight"]) { $1[0].linear($1[1], nil).activated(.gelu) }
  }

  @Test func gelu() throws {
    try check("gelu", inputs: ["x"]) { $1[0].activated(.gelu) }
    try check("gelu", inputs: ["x"]) { $1[0].activated(.identity).activated(.gelu) }
  }

  @Test func addingLowRank() throws {
    try check("low-rank", inputs: ["y", "x", "down", "up"]) {
      $1[0].addingLowRank(of: $1[1], down: $1[2], up: $1[3], scaling: 0.75, dropout: nil)
    }
    try check("low-rank-dropout", inputs: ["y", "x", "down", "up"]) {
      let dropout = dropout(0.3, place: 4, batch: $1[0].shape[0])
      return $1[0].addingLowRank(of: $1[1], down: $1[2], up: $1[3], scaling: 0.75, dropout: dropout)
    }
  }

  @Test func layerNorm() throws {
    try check("layer-norm", inputs: ["x", "weight", "bias"]) { $1[0].layerNormalized($1[1], $1[2], epsilon: 1e-5) }
  }

  @Test func addedAndNormalized() throws {
    try check("added-norm", inputs: ["x", "residual", "weight", "bias"]) {
      $1[0].addedAndNormalized(to: $1[1], dropout: nil, $1[2], $1[3], epsilon: 1e-5)
    }
    try check("added-norm-dropout", inputs: ["x", "residual", "weight", "bias"]) {
      $1[0].addedAndNormalized(to: $1[1], dropout: dropout(0.4, place: 9), $1[2], $1[3], epsilon: 1e-5)
    }
  }

  @Test func added() throws {
    try check("added", inputs: ["x", "residual"]) { $1[0].added(to: $1[1]) }
    try check("drop-path", inputs: ["x", "residual"]) { $1[0].added(to: $1[1], dropPath: dropout(0.5, place: $0("place"))) }
  }

  @Test func dropped() throws {
    try check("dropout", inputs: ["x"]) { $1[0].dropped(dropout(0.1, place: 0)) }
    try check("dropout", inputs: ["x"]) { $1[0].dropped(nil).dropped(dropout(0.1, place: 0)) }
  }

  @Test func crossEntropy() throws {
    try check("cross-entropy", inputs: ["logits"]) {
      $1[0].crossEntropySum(labels: $0.list("labels")?.map(Int32.init) ?? [], ignoring: -100)
    }
  }

  @Test func smoothedCrossEntropy() throws {
    try check("cross-entropy-smoothed", inputs: ["logits"]) {
      let classes = $0.list("classes") ?? []
      return $1[0].crossEntropySum(
        labels: $0.list("labels")?.map(Int32.init) ?? [], ignoring: -100,
        smoothing: NeighbourSmoothing(classes: classes[0]..<classes[1], deviation: Double($0("deviation"))))
    }
  }

  @Test func embedding() throws {
    try check("embedding", inputs: ["table"], isWhole: false) {
      .embedding(
        $0.list("ids")?.map(Int32.init) ?? [], batch: 2, table: StoredTensor($1[0]), paddingID: $0.list("padding").map { Int32($0[0]) })
    }
  }

  /// The padding row gets a gradient through a tied head, and none through the lookup.
  @Test func tiedEmbedding() throws {
    try check("tied", inputs: ["table"], isWhole: false) {
      .embedding($0.list("ids")?.map(Int32.init) ?? [], batch: 2, table: StoredTensor($1[0]), paddingID: 1).linear($1[0], nil)
    }
  }

  @Test func reshaped() throws {
    try check("linear-plain", inputs: ["x", "weight"]) { reference, inputs in
      let x = inputs[0]
      return x.reshaped([x.count]).reshaped([1] + x.shape).linear(inputs[1], nil).reshaped(reference.output.shape)
    }
  }

  /// A frozen weight costs neither a gradient nor a kept input, and without anything to train nothing is kept at all.
  @Test func frozenWeightsKeepNoInput() {
    let (x, weight, bias) = (Tensor.zeros([4, 8]), Tensor.zeros([6, 8]), Tensor.zeros([6]))
    func kept(_ operation: (Tensor) -> Tensor, tracking: Bool) -> [ObjectIdentifier] {
      let tape = Tape()
      _ = operation(tracking ? tape.leaf(x) : x)
      return tape.saved.map { ObjectIdentifier($0.storage) }
    }
    #expect(kept({ $0.linear(weight, bias) }, tracking: true) == [ObjectIdentifier(weight.storage)])
    #expect(kept({ $0.linear(weight, bias, after: .gelu) }, tracking: false).isEmpty)
    // The activation's derivative needs what went in, and what came out is kept by nobody.
    #expect(kept({ $0.linear(weight, bias, after: .gelu) }, tracking: true) == [x, weight].map { ObjectIdentifier($0.storage) })
  }
}
