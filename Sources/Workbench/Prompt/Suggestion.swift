/// One of what may stand at a cursor.
package struct Suggestion: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    case command, keyword, parameter, value, variable, field, function, file, folder
  }

  package let kind: Kind
  /// Takes the place of what is typed. A parameter's ends in `=`, a folder's in `/`.
  package let text: String
  /// Follows when it is taken: the quote that ends it and a blank, or nothing where more of it is to come.
  package let tail: String
  /// How it is listed: of a path its last part.
  package let label: String
  /// What it is at present, when the session knows.
  package let present: String?
  /// Empty where the name says all.
  package let meaning: String

  init(kind: Kind, text: String, tail: String, label: String? = nil, present: String? = nil, meaning: String = "") {
    self.kind = kind
    self.text = text
    self.tail = tail
    self.label = label ?? text
    self.present = present
    self.meaning = meaning
  }
}
