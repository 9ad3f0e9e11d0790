import Script

extension Command<Session> {
  static let pause = Command(
    "pause", "shows a text and waits for a key", group: .session,
    details: "Where nobody could press one, in a recipe without a terminal, it goes on at once. Ctrl-C ends the recipe there.",
    parameters: [.optional("text", .words, or: "Press a key to go on", "what is shown", repeated: true)],
    examples: [Example("pause", ""), Example("pause Look at the picture and press a key", "a text may stand without quotes")]
  ) { session, arguments, context in
    let words = arguments.find("text", as: [Value].self)?.map(\.display)
    guard session.frontEnd.canAwaitKey else { return Output(text: words?.joined(separator: " ") ?? "") }
    try session.frontEnd.awaitKey(words?.joined(separator: " ") ?? "Press a key to go on")
    try context.stop.check()
    return Output()
  }
}
