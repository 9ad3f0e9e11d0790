import FineTuning
import Script

extension Command<Session> {
  static let reset = Command(
    "reset", "begins anew: adapters, optimizer, schedule and history", group: .model,
    details: "The settings stay, and those that were fixed may be set again. Dataset and model stay too.",
    parameters: [
      .named("seed", Setting.of(\.seed).ownType, or: "the setting", "\(Setting.of(\.seed).meaning); changes the setting")
    ],
    examples: [Example("reset seed=7", "the same training with other chances")]
  ) { session, arguments, _ in
    session.dropTrainable()
    if let seed = arguments.find("seed", as: Int.self) { session.configuration.seed = seed }
    session.markChanged()
    return Output(text: "at the beginning again, seed \(session.configuration.seed)")
  }
}
