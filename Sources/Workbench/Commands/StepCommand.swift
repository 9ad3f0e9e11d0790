import Script

extension Command<Session> {
  static let step = Command(
    "step", "makes optimizer steps", group: .training,
    details: "It goes on from where the training is and writes no files. An epoch that ends on the way is measured.",
    parameters: [.optional("count", .integer(.between(1, 1_000_000_000)), default: 1, "how many")],
    results: StepTally.fields,
    examples: [Example("step", "one step"), Example("step 2", "two more")]
  ) { session, arguments, context in
    try session.advance(.steps(arguments.get("count")), context)
  }
}
