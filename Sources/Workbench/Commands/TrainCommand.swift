import FineTuning
import Script

extension Command<Session> {
  static let train = Command(
    "train", "trains to the end of the run's epochs, in a run folder", group: .training,
    details: """
      It goes on from where the training is, and saves checkpoints, metrics and plots in OUTPUT_DIR/N after every epoch. Without `lora`, the \
      first step fits adapters as the settings say.
      """,
    parameters: [.named("epochs", Setting.of(\.epochs).ownType, or: "the setting", "the epoch to train to; changes the setting")],
    results: StepTally.fields + [
      ResultField("best_epoch", "whose checkpoint is kept as the best, by best_by; none before an epoch has ended"),
      ResultField("path", "the run's folder"),
    ],
    examples: [Example("train epochs=1", "on the loaded dataset")]
  ) { session, arguments, context in
    _ = try session.requireDataset(stop: context.stop)
    if let epochs = arguments.find("epochs", as: Int.self) {
      var changed = session.configuration
      changed.epochs = epochs
      try session.change(to: changed)
    }
    return try session.advanceRun(context)
  }
}
