/// Keeps what came of a session's inputs, so that they can be taken back and survive the death of the process.
protocol SessionKeeper: AnyObject {
  /// Takes the last input back that changed something, and returns its text.
  ///
  /// - Throws: `Faults` when there is none.
  func undo() throws -> String

  /// A training step was made, in the midst of an input.
  func didStep()
}
