import Layers
import Tensors
import TestSupport
import Training

/// The linear classifier of `Scripts/oracles/training.py`.
final class Classifier: Objective, Layer {
  struct Sample: Sendable {
    let features: [Float]
    let labels: [Int32]
  }

  let weight: Parameter
  let bias: Parameter
  private let samples: [Sample]

  init() throws {
    let file = try Fixture.tensors("training", "data")
    weight = Parameter(try file.tensor("weight").copy())
    bias = Parameter(try file.tensor("bias").copy())
    weight.isTrainable = true
    bias.isTrainable = true
    let (x, labels) = (try file.tensor("x"), try file.integers("labels").map(Int32.init))
    let (count, tokens, features) = (x.shape[0], x.shape[1], x.shape[2])
    samples = (0..<count).map { index in
      Sample(
        features: Array(x.values[index * tokens * features..<(index + 1) * tokens * features]),
        labels: Array(labels[index * tokens..<(index + 1) * tokens]))
    }
  }

  var members: [Member] { [Member("weight", weight), Member("bias", bias)] }
  var trainableParameters: [(name: String, parameter: Parameter)] { uniqueParameters }
  var sampleCount: Int { samples.count }
  var preparation: @Sendable (Int) throws -> Sample { { [samples] in samples[$0] } }

  func loss(of batch: [Sample], _ pass: ForwardPass) -> BatchLoss {
    let tokens = batch[0].labels.count
    let x = Tensor(batch.flatMap(\.features), shape: [batch.count, tokens, batch[0].features.count / tokens])
    let labels = batch.flatMap(\.labels)
    let sum = x.linear(pass(weight), pass(bias)).crossEntropySum(labels: labels, ignoring: -100)
    return BatchLoss(sum: sum, tokens: labels.count { $0 != -100 })
  }
}
