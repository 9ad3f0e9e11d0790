import Essentials
import Script

extension Command<Session> {
  static let undo = Command(
    "undo", "takes back the last input that changed something", group: .training,
    details: "Settings, adapters, training and variables are then as before it, and a saved session leaves it out. Files stay as they are."
      + " An input that has changed something itself undoes no other.",
    examples: [Example("undo", "after an input that you regret", isForPrompt: true)], isKept: false
  ) { session, _, context in
    guard context.isAtPrompt else {
      throw Faults(.value, "a recipe has nothing to undo", hint: "`checkpoint save` and `checkpoint load` go back in a recipe")
    }
    guard let keeper = session.keeper else { throw Faults(.value, "there is nothing to undo") }
    return Output(text: "undone: \(try keeper.undo())")
  }
}
