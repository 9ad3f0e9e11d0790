import Florence
import Foundation
import Layers
import Tensors
import Testing

/// Random weights of both spreads.
@Suite struct InitializationTests {
  private func parameters(_ spread: WeightDeviation, seed: UInt64 = 3) -> [String: Tensor] {
    let model = FlorenceModel(.tiny(vocabularySize: 1200))
    model.initialize(seed: seed, spread)
    return Dictionary(uniqueKeysWithValues: model.uniqueParameters.map { ($0.name, $0.parameter.value) })
  }

  private func deviation(_ tensor: Tensor) -> Double {
    let values = tensor.values.map(Double.init)
    let mean = values.reduce(0, +) / Double(values.count)
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
  }

  @Test func matricesKeepTheSizeOfSignals() {
    let weights = parameters(.byInputs)
    var matrices = 0
    for (name, weight) in weights
    where weight.count >= 1000 && weight.shape.count > 1 && !name.contains("embed") && !name.contains("shared") {
      let inputs = weight.shape.dropFirst().reduce(1, *)
      #expect(abs(deviation(weight) * Double(inputs).squareRoot() - 1) < 0.1, "\(name) \(weight.shape)")
      matrices += 1
    }
    #expect(matrices > 20)
  }

  @Test func positionsInTheImageAreSinesAndCosines() throws {
    let weights = parameters(.byInputs)
    let rows = try #require(weights["model.multi_modal_projector.image_position_embed.row_embeddings.weight"])
    let width = rows.shape[1]
    for (row, column) in [(0, 0), (0, 1), (7, 4), (49, width - 1)] {
      let angle = Double(row) / pow(10_000, Double(column - column % 2) / Double(width))
      let expected = 0.7 * (column % 2 == 0 ? sin(angle) : cos(angle))
      #expect(abs(Double(rows.values[row * width + column]) - expected) < 1e-6)
    }
  }

  @Test func aSeedIsAModel() {
    for spread in [WeightDeviation.configured, .byInputs] {
      let (one, same, other) = (parameters(spread), parameters(spread), parameters(spread, seed: 4))
      let name = "model.language_model.encoder.layers.0.fc1.weight"
      #expect(one[name]?.values == same[name]?.values && one[name]?.values != other[name]?.values)
      #expect(
        abs(deviation(one["model.language_model.shared.weight", default: .zeros([1])]) / (spread == .configured ? 0.02 : 0.04) - 1) < 0.05)
    }
  }
}
