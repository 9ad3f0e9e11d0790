import FineTuning
import Script
import SystemPackage

extension Command<Session> {
  static let loraLoad = Command(
    "lora load", "reads the adapters of a PEFT folder onto the model, to be asked or trained further",
    details: "Adapters and training before are left behind. The settings become those of the adapters, but for the dropout.",
    parameters: [.required("folder", .path, "a folder with adapter_config.json, a checkpoint, or a run folder")],
    results: fitFields,
    examples: [Example("lora load ./adapters", "what `lora save` wrote")]
  ) { session, arguments, _ in
    let folder = FilePath(arguments.get("folder", as: String.self))
    let opened = try session.requireModel()
    var configuration = session.configuration
    configuration.training = "lora"
    let before = session.fitted
    before?.detach()
    do {
      let fit = try FittedModel(opened, &configuration, adaptersOf: folder)
      session.endTraining()
      session.fitted = fit
      session.configuration = configuration
      session.didChange()
    } catch {
      before?.attach()
      throw error
    }
    return try session.fitOutput()
  }
}
