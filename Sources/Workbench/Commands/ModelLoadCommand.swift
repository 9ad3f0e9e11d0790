import FineTuning
import Layers
import Script

extension Command<Session> {
  static let modelLoad = Command(
    "model load", "opens a model to train, measure and ask", group: .model,
    details: """
      A model of the Hugging Face hub is named as OWNER/NAME, as in microsoft/Florence-2-base-ft. It is taken from the cache that Python's \
      libraries use, or fetched into it; the setting `revision` says which revision, `cache_dir` another cache, and the variables HF_HOME, \
      HF_HUB_CACHE, HF_TOKEN, HF_ENDPOINT and HF_HUB_OFFLINE mean what they mean there. Ctrl-C ends a download, and the next one goes on \
      from there. Training and adapters of the model before are left behind.
      """,
    parameters: [
      .required(
        "model", .choice(LoadedModel.builtIn.map { Choice($0.name, $0.meaning) }, otherwise: .path),
        "a model that needs no files, the folder of a checkpoint, or a model of the hub")
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
    let loaded = try LoadedModel.open(configuration, session.download)
    session.dropTrainable()
    session.configuration = configuration
    session.model = loaded
    session.markChanged()
    let parameters = loaded.model.parameterCount
    let fact = loaded.isRandom ? "random weights: it knows nothing before it is trained\n" : ""
    return Output(
      ["id": .text(loaded.id), "parameters": .integer(parameters), "trainable": .integer(loaded.model.trainableCount)],
      text: fact + "\(loaded.id): \(parameters) parameters")
  }
}
