/// What went wrong, where, and what to do about it. The one place where faults become words for a person.
public struct Diagnostic: Sendable, Hashable {
  /// Who is at fault, in the words of the results' `kind` field.
  public enum Kind: String, Sendable, CaseIterable {
    /// What was written cannot be read.
    case syntax
    /// A name that nothing has.
    case name
    /// A value that cannot be.
    case value
    /// A file or a folder.
    case data
    /// Nobody: the work was stopped.
    case stopped
    /// The program itself.
    case `internal`
  }

  /// Who is at fault.
  public var kind: Kind
  /// What is wrong: one line.
  public var message: String
  /// The file's path as the user knows it; nil when no file is at fault.
  public var file: String?
  /// From 1.
  public var line: Int?
  /// In Unicode scalars, from 1.
  public var column: Int?
  /// The text of the line, shown with a caret under `column`.
  public var sourceLine: String?
  /// The remedy: one sentence.
  public var hint: String?
  /// How the run came there, from the inside out: the lines that ran a recipe or called a definition.
  public var callers: [Caller] = []

  /// A line of a recipe on the way to a fault.
  public struct Caller: Sendable, Hashable {
    /// The recipe's path as the user knows it; nil at the prompt.
    public var file: String?
    /// From 1.
    public var line: Int
    /// What stands there.
    public var text: String

    /// A line and where it stands.
    public init(file: String?, line: Int, text: String) {
      self.file = file
      self.line = line
      self.text = text
    }
  }

  /// A diagnostic from what is known; the rest stays nil. Of very long words the middle is left out.
  public init(
    _ kind: Kind, _ message: String, file: String? = nil, line: Int? = nil, column: Int? = nil,
    sourceLine: String? = nil, hint: String? = nil
  ) {
    self.kind = kind
    self.message = message.shortened()
    self.file = file?.shortened()
    self.line = line
    self.column = column
    self.sourceLine = sourceLine
    self.hint = hint?.shortened()
  }
}
