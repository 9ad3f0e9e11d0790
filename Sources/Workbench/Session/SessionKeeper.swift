/// Keeps what came of a session's inputs, so that they can be taken back and survive the death of the process.
protocol SessionKeeper: AnyObject {
  /// Takes the last input back that changed something, and returns its text.
  ///
  /// - Throws: `Faults` when there is none.
  func undo() throws -> String

  /// Goes on with the newest session that was killed; says which that was, what is there again, and what was lost.
  ///
  /// - Throws: `Faults` when there is none, or this session would be lost.
  func recoverKilled() throws -> String

  /// Gives the newest session that was killed up, and says which that was.
  ///
  /// - Throws: `Faults` when there is none.
  func discardKilled() throws -> String

  /// A training step was made, in the midst of an input.
  func didStep()
}
