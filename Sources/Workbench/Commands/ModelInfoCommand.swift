import Essentials
import FineTuning
import Florence
import Layers
import Presentation
import Script
import Tensors

extension Command<Session> {
  static let modelInfo = Command(
    "model info", "tells the model's layers, parameters and memory", group: .model,
    results: [
      ResultField("id", "as it was given"), ResultField("parameters", "weights, adapters included"),
      ResultField("trainable", "weights that train"),
      ResultField("image_size", "pixels a side"), ResultField("image_tokens", "what an image becomes"),
      ResultField("vocabulary", "tokens"), ResultField("positions", "tokens of the longest text"),
      ResultField("bytes", "the weights in memory"),
    ],
    examples: [Example("model info", "of the model in use")]
  ) { session, _, _ in
    let loaded = try session.requireModel()
    let (vision, text) = (loaded.model.configuration.vision, loaded.model.configuration.text)
    let (parameters, trainable) = (loaded.model.parameterCount, loaded.model.trainableCount)
    let value: Value = [
      "id": .text(loaded.id), "parameters": .integer(parameters), "trainable": .integer(trainable),
      "image_size": .integer(loaded.imageExtent),
      "image_tokens": .integer(loaded.imageTokens), "vocabulary": .integer(text.vocabularySize),
      "positions": .integer(text.maximumPositions),
      "bytes": .integer(parameters * MemoryLayout<Float>.size),
    ]
    let stages = vision.stages.map { "\($0.depth) x \($0.width)" }.joined(separator: ", ")
    return Output(
      value,
      display: Display(
        .values([
          ("model", .init(loaded.id.visible + (loaded.isRandom ? " (random weights)" : ""))),
          ("vision tower", .init("\(vision.stages.count) stages of blocks x width: \(stages)")),
          ("language model", .init("\(text.encoder.layers) + \(text.decoder.layers) layers of width \(text.width)")),
          ("vocabulary", .init("\(text.vocabularySize) tokens, in texts of up to \(text.maximumPositions)")),
          ("image", .init("\(loaded.imageExtent) x \(loaded.imageExtent) pixels, which become \(loaded.imageTokens) tokens")),
          ("parameters", .init("\(parameters), of which \(trainable) train")),
          ("memory", .init(megabytes(parameters * MemoryLayout<Float>.size))),
        ])))
  }
}

/// `933.4 MB`.
func megabytes(_ bytes: Int) -> String { Value.number((Double(bytes) / 1e5).rounded() / 10).display + " MB" }
