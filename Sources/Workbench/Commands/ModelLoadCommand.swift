import FineTuning
import Layers
import Script

extension Command<Session> {
  static let modelLoad = Command(
    "model load", "opens a model to train, measure and ask",
    details: "Training and adapters of the model before are left behind.",
    parameters: [
      .required(
        "model", .choice(OpenedModel.builtIn.map { Choice($0.name, $0.meaning) }, otherwise: .path),
        "a model that needs no files, or the folder of a checkpoint")
    ],
    results: [
      ResultField("id", "as it was given"), ResultField("parameters", "weights"),
      ResultField("trainable", "weights that train; 0 before `lora`"),
    ],
    examples: [
      Example("model load nano", "needs no files; knows drawn scenes"), Example("model load tiny", "needs no files; knows nothing"),
    ]
  ) { session, arguments, _ in
    var configuration = session.configuration
    configuration.modelID = arguments.get("model")
    let opened = try OpenedModel.open(configuration)
    session.dropFit()
    session.configuration = configuration
    session.opened = opened
    session.didChange()
    let parameters = opened.model.parameterCount
    let remark = opened.isRandom ? "random weights: it knows nothing before it is trained\n" : ""
    return Output(
      ["id": .text(opened.id), "parameters": .integer(parameters), "trainable": .integer(opened.model.trainableCount)],
      text: remark + "\(opened.id): \(parameters) parameters")
  }
}
