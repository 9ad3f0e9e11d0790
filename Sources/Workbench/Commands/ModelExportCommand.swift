import Essentials
import FineTuning
import Florence
import Script
import SystemPackage
import Tensors

extension Command<Session> {
  static let modelExport = Command(
    "model export", "writes a Hugging Face folder that transformers opens", group: .model,
    parameters: [
      .required("folder", .path, "the folder; files of the same names are replaced"),
      .named("merge", .boolean, default: false, "put the adapters into the weights; the model in memory keeps them apart"),
      .named(
        "naming",
        .choice([
          Choice("checkpoint", "as in the checkpoint that the model comes from"),
          Choice("transformers", "for transformers' own Florence-2"), Choice("microsoft", "for Microsoft's code"),
        ]),
        default: "checkpoint", "how weights and settings are named"),
      .named(
        "precision",
        .choice([Choice("float32", "as the model has them"), Choice("float16", "half the bytes, each weight rounded to the nearest")]),
        default: "float32", "how weights are stored"),
      .named("verify", .boolean, default: true, "open what was written again and compare its answers before it takes its place"),
    ],
    results: [ResultField("path", "the folder")],
    examples: [
      Example("model export ./merged merge=true", "adapters and model in one"),
      Example("model export ./half precision=float16", "a file of half the size"),
      Example("model export ./native merge=true naming=transformers", "without Microsoft's code, whatever the model comes from"),
    ]
  ) { session, arguments, context in
    let folder: String = arguments.get("folder")
    let precision = DType(name: arguments.get("precision")) ?? .float32
    let layout: FlorenceConfiguration.Layout? =
      switch arguments.get("naming", as: String.self) {
      case "transformers": .transformers
      case "microsoft": .microsoft
      default: nil
      }
    let verifies: Bool = arguments.get("verify")
    let model = try session.requireModel()
    if let trainable = session.trainable, trainable.adaptation != nil {
      guard arguments.get("merge") else {
        throw ArgumentFault(
          "folder", "the model has adapters", hint: "merge=true puts them into the weights; `lora save` writes them alone")
      }
      try trainable.exportMerged(
        to: FilePath(folder), layout: layout, precision: precision, session.answerRules(model), verifies: verifies, stop: context.stop)
    } else {
      try model.export(
        to: FilePath(folder), layout: layout, precision: precision, session.answerRules(model), verifies: verifies, stop: context.stop)
      session.training?.markKept(in: FilePath(folder))
    }
    return Output(["path": .text(folder)], text: folder)
  }
}
