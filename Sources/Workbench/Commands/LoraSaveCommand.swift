import Essentials
import FineTuning
import Script
import SystemPackage

extension Command<Session> {
  static let loraSave = Command(
    "lora save", "writes the adapters as PEFT does", group: .model,
    parameters: [.required("folder", .path, "gets adapter_config.json and adapter_model.safetensors; files of that name are replaced")],
    results: [ResultField("path", "the folder")],
    examples: [Example("lora save ./adapters", "opened by `lora load` and by PEFT")]
  ) { session, arguments, _ in
    let folder: String = arguments.get("folder")
    guard session.configuration.training == .lora else {
      throw Faults(.value, "the weights themselves are trained: there are no adapters", hint: "`model export DIR` writes the model")
    }
    try session.requireTrainable().writeAdapters(to: FilePath(folder))
    session.training?.markKept(in: FilePath(folder))
    return Output(["path": .text(folder)], text: folder)
  }
}
