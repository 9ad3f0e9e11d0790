import Essentials
import FineTuning
import Script
import SystemPackage

extension Command<Session> {
  static let loraLoad = Command(
    "lora load", "reads the adapters of a PEFT folder onto the model", group: .model,
    details: """
      They can be asked or trained further. Adapters and training before are left behind. The settings become those of the adapters, but for \
      the dropout.
      """,
    parameters: [.required("folder", .path, "a folder with adapter_config.json, a checkpoint, or a run folder")],
    results: fitFields,
    examples: [Example("lora load ./adapters", "what `lora save` wrote")]
  ) { session, arguments, context in
    let folder = FilePath(arguments.get("folder", as: String.self))
    var configuration = session.configuration
    configuration.training = .lora
    return try session.allOrNothing {
      session.dropTrainable()
      let model = try session.requireModel()
      session.trainable = try StopToken.$ofReading.withValue(context.stop) {
        try TrainableModel(model, &configuration, adaptersOf: folder)
      }
      session.configuration = configuration
      session.markChanged()
      return try session.fitOutput()
    }
  }
}
