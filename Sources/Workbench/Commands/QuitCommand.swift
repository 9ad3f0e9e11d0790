import Script

extension Command<Session> {
  static let quit = Command(
    "quit", "ends the session", group: .session,
    details: "In a recipe, the rest of it is not run. At the prompt Ctrl-D does the same.",
    examples: [Example("quit", "")], isKept: false
  ) { _, _, _ in Output(quits: true) }
}
