import Script

extension Command<Session> {
  static let time = Command(
    "time", "runs a command and tells how long it took", group: .session,
    details: "The command shows what it always does. Its result is kept beside the time: (time evaluate).value.loss.",
    parameters: [.required("command", .command, "any command with its arguments")],
    results: [ResultField("seconds", "from its beginning to its end"), ResultField("value", "what the command itself gives")],
    examples: [Example("time tokenize 'how long is this?'", ""), Example("let t = (time print hello); print $t.seconds", "")]
  ) { _, arguments, _ in
    let start = ContinuousClock.now
    var output = try arguments.command("command").run()
    let seconds = start.duration(to: .now) / .seconds(1)
    output.value = ["seconds": .number(seconds), "value": output.value]
    output.display.append("took \(shown(seconds))")
    output.replay = output.replay.map { $0.isEmpty ? $0 : "time " + $0 }
    return output
  }
}

/// Three digits, in the unit a person would take.
private func shown(_ seconds: Double) -> String {
  switch seconds {
  case ..<0.0995: "\(digits(seconds * 1000)) ms"
  case ..<99.95: "\(digits(seconds)) s"
  default: "\(Int(seconds) / 60) min \(Int(seconds) % 60) s"
  }
}

private func digits(_ number: Double) -> String {
  let places: Double = number < 10 ? 100 : number < 100 ? 10 : 1
  return Value.literal(of: (number * places).rounded() / places)
}
