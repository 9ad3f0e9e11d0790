import Script

extension Command<Session> {
  static let epoch = Command(
    "epoch", "trains to the end of the epoch, its validation included", group: .training,
    details: "It goes on from where the training is and writes no files.",
    parameters: [.optional("count", .integer(.between(1, 1_000_000)), default: 1, "how many epochs, the one under way being the first")],
    results: StepTally.fields,
    examples: [Example("epoch", "the rest of the epoch under way")]
  ) { session, arguments, context in
    try session.advance(.epochs(arguments.get("count")), context)
  }
}
