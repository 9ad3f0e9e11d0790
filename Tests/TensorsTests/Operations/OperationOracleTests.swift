import Tensors
import TestSupport
import Testing

/// Every operation of the engine's core against PyTorch: its value and all its gradients.
@Suite struct OperationOracleTests {
  private func dropout(_ probability: Float, place: UInt32) -> Dropout {
    Dropout(probability: probability, seed: 0x0123_4567_89AB_CDEF, epoch: 3, samples: [5, 11], place: place)
  }

  @Test(arguments: ["linear", "linear_wide", "linear_deep"]) func linear(_ name: String) throws {
    try Oracle(name).check("x", "weight", "bias") { $0[0].linear($0[1], $0[2]) }
  }

  @Test func linearWithoutBias() throws {
    try Oracle("linear_plain").check("x", "weight") { $0[0].linear($0[1], nil) }
    try Oracle("linear_gelu_plain").check("x", "weight") { $0[0].linear($0[1], nil, activation: .gelu) }
  }

  @Test func linearWithGELU() throws {
    try Oracle("linear_gelu").check("x", "weight", "bias") { $0[0].linear($0[1], $0[2], activation: .gelu) }
    try Oracle("linear_gelu").check("x", "weight", "bias") { $0[0].linear($0[1], $0[2]).activated(.gelu) }
  }

  @Test func gelu() throws { try Oracle("gelu").check("x") { $0[0].activated(.gelu) } }

  @Test(arguments: ["low_rank", "low_rank_wide"]) func addingLowRank(_ name: String) throws {
    try Oracle(name).check("y", "x", "down", "up") { $0[0].addingLowRank(of: $0[1], down: $0[2], up: $0[3], scaling: 0.75, dropout: nil) }
  }

  @Test func addingLowRankWithDropout() throws {
    try Oracle("low_rank_dropout").check("y", "x", "down", "up") {
      $0[0].addingLowRank(of: $0[1], down: $0[2], up: $0[3], scaling: 0.75, dropout: dropout(0.3, place: 4))
    }
  }

  @Test func layerNorm() throws { try Oracle("layer_norm").check("x", "weight", "bias") { $0[0].layerNormalized($0[1], $0[2]) } }

  @Test func addedAndNormalized() throws {
    try Oracle("added_norm").check("x", "residual", "weight", "bias") {
      $0[0].addedAndNormalized(to: $0[1], dropout: nil, $0[2], $0[3])
    }
    try Oracle("added_norm_dropout").check("x", "residual", "weight", "bias") {
      $0[0].addedAndNormalized(to: $0[1], dropout: dropout(0.4, place: 9), $0[2], $0[3])
    }
  }

  @Test func added() throws { try Oracle("added").check("x", "residual") { $0[0].added(to: $0[1]) } }

  @Test(arguments: 0..<4) func addedWithDropPath(_ place: UInt32) throws {
    try Oracle("drop_path\(place)").check("x", "residual") { $0[0].added(to: $0[1], dropPath: dropout(0.5, place: place)) }
  }

  @Test func dropped() throws { try Oracle("dropout").check("x") { $0[0].dropped(dropout(0.1, place: 0)) } }

  @Test func crossEntropy() throws {
    let oracle = try Oracle("cross_entropy")
    let labels = try oracle.file.integers("labels").map(Int32.init)
    try oracle.check("logits") { $0[0].crossEntropySum(labels: labels, ignoring: -100) }
  }

  @Test func embedding() throws {
    let ids = try Oracle("embedding").file.integers("ids").map(Int32.init)
    try Oracle("embedding").check("table") { .embedding(ids, batch: 2, table: $0[0], paddingID: 1) }
    let unpadded = try Oracle("embedding_unpadded").file.integers("ids").map(Int32.init)
    try Oracle("embedding_unpadded").check("table") { .embedding(unpadded, batch: 2, table: $0[0], paddingID: nil) }
  }

  /// The padding row gets a gradient through a tied head, and none through the lookup.
  @Test func tiedEmbedding() throws {
    let ids = try Oracle("tied").file.integers("ids").map(Int32.init)
    try Oracle("tied").check("table") { .embedding(ids, batch: 2, table: $0[0], paddingID: 1).linear($0[0], nil) }
  }

  @Test func reshaped() throws {
    try Oracle("linear").check("x", "weight", "bias") {
      $0[0].reshaped([3, 6, 20]).linear($0[1], $0[2]).reshaped([18, 35]).reshaped([2, 9, 35])
    }
  }
}
