import Script

extension Command<Session> {
  static let validate = Command(
    "validate", "measures the model as it is now on the valid split", group: .training,
    details: "The metrics are those of the setting; nothing is written and the history stays as it is.",
    results: measuredFields,
    examples: [Example("validate", "as an epoch's end does")]
  ) { session, _, context in
    try session.measure(.valid, writes: false, stop: context.stop)
  }
}
