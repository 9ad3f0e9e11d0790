/// What may stand where the cursor is.
package struct Completion: Sendable {
  /// What is typed of it so far, in Unicode scalars from the text's beginning: a candidate takes its place. It ends at the cursor.
  package var replacing: Range<Int>
  /// Those that begin with what is typed.
  package var candidates: [Candidate] = []
  /// Set when a path may stand here: what is typed of it. The caller knows the files.
  package var path: String?
  /// The quote that a text under the cursor was begun with.
  package var quote: Unicode.Scalar?
  /// The command that the cursor is in, for help on what is being typed.
  package var command: String?
  /// The parameter of it that the cursor is at.
  package var parameter: String?

  package struct Candidate: Sendable, Hashable {
    package enum Kind: Sendable {
      case command, keyword, parameter, value, variable, field, function
    }

    /// To be inserted as it is; a parameter's ends in `=`.
    package let text: String
    package let meaning: String
    package let kind: Kind
    /// What it is at present, when the session knows.
    package let present: String?

    init(_ text: String, _ meaning: String, _ kind: Kind, present: String? = nil) {
      self.text = text
      self.meaning = meaning
      self.kind = kind
      self.present = present
    }
  }
}
