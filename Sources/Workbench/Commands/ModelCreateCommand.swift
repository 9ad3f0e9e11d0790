import Essentials
import FineTuning
import Script
import SystemPackage

extension Command<Session> {
  static let modelCreate = Command(
    "model create", "writes a model with random weights, to be trained from nothing", group: .model,
    details: """
      A folder that holds the very same model already is left as it is. The matrices' deviation is the root of 1 / inputs, which suits \
      narrow models: train every weight (`set training=full`), with a learning rate of about 1e-3 and some warm-up.
      """,
    parameters: [
      .required("folder", .path, "the new folder"),
      .required(
        "like", .path,
        "a folder with the configuration, tokenizer and preprocessing of a model, a model of the hub, or nano; its weights are not read"),
      .named("seed", .integer(.atLeast(0)), default: 42, "another seed draws other weights"),
    ],
    results: [ResultField("path", "the folder"), ResultField("parameters", "weights")],
    examples: [Example("model create ./new nano seed=7", "the bundled model before it had learnt anything")]
  ) { session, arguments, _ in
    let folder: String = arguments.get("folder")
    var pattern = session.configuration
    pattern.modelID = arguments.get("like")
    let seed: Int = arguments.get("seed")
    let parameters = try LoadedModel.create(FilePath(folder), like: pattern, seed: UInt64(seed), session.download)
    return Output(["path": .text(folder), "parameters": .integer(parameters)], text: "\(folder): \(parameters) parameters, random weights")
  }
}
