import FineTuning
import Layers
import Script

extension Command<Session> {
  static let modelLoad = Command(
    "model load", "opens a model, which is trained, measured and asked from now on",
    parameters: [.required("model", .text, "the folder of a checkpoint, or tiny: a miniature with random weights")],
    results: [ResultField("id", "as it was given"), ResultField("parameters", "weights")],
    examples: [Example("model load tiny", "needs nothing; knows nothing")]
  ) { session, arguments, _ in
    var configuration = session.configuration
    configuration.modelID = arguments.get("model")
    let opened = try OpenedModel.open(configuration)
    session.configuration = configuration
    session.run = nil
    let parameters = opened.model.parameterCount
    let remark = opened.isRandom ? "random weights: it knows nothing before it is trained\n" : ""
    return Output(
      ["id": .text(opened.id), "parameters": .integer(parameters)], text: remark + "\(opened.id): \(parameters) parameters")
  }
}
