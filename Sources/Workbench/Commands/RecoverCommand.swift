import Essentials
import Script

extension Command<Session> {
  static let recover = Command(
    "recover", "goes on with a session that was killed", group: .session,
    details: """
      The newest one whose process did not come to its end. Its inputs, settings, variables, dataset, model and training are then as it left \
      them; what it was in the midst of is told. It is an input of its own, given before anything else that changes the session.
      """,
    parameters: [.named("discard", .boolean, default: false, "gives that session up instead")],
    examples: [
      Example("recover", "after a crash, or a window that was closed", isForPrompt: true),
      Example("recover discard=true", "nobody wants to go on with it", isForPrompt: true),
    ],
    isKept: false
  ) { session, arguments, context in
    guard context.isAtPrompt else {
      throw Faults(.value, "a recipe has no session to go on with", hint: "`checkpoint load` goes on from a saved training")
    }
    guard let keeper = session.keeper else { throw Faults(.value, "there is no session to go on with") }
    if arguments.get("discard") { return Output(text: try keeper.discardKilled()) }
    // What else stands in an input would belong to neither session.
    let input = session.transcript.inputs.last?.text ?? ""
    guard String(WhiteSpace.stripped(input.unicodeScalars)) == context.source else {
      throw Faults(.value, "`recover` is an input of its own")
    }
    return Output(text: try keeper.recoverKilled())
  }
}
