/// What a parameter takes.
package indirect enum ParameterType: Sendable {
  /// A word keeps its spelling.
  case text
  /// A file or folder; `~/` at the head of a word is the home folder.
  case path
  /// A recipe to be read and bound before the first command runs, when its path is written out.
  case recipe
  case integer(Limits)
  case number(Limits)
  case boolean
  /// `0..9`, or one whole number for a range of one; only ranges that hold something.
  case range
  /// One of some words; `otherwise` says what else it takes.
  case choice([Choice], otherwise: ParameterType?)
  /// A list of them; one alone is a list of one.
  case list(of: ParameterType)
  /// Anything.
  case value
  /// Anything, to be shown: a word keeps its spelling.
  case words
  /// A command with its own arguments: the rest of the statement.
  case command

  package static let integer = ParameterType.integer(.any)
  package static let number = ParameterType.number(.any)

  package static func choice(_ choices: [Choice]) -> ParameterType { .choice(choices, otherwise: nil) }
}

/// One of the words a parameter takes.
package struct Choice: Sendable, ExpressibleByStringLiteral {
  package let name: String
  package let meaning: String

  package init(_ name: String, _ meaning: String) {
    self.name = name
    self.meaning = meaning
  }

  package init(stringLiteral name: String) { self.init(name, "") }
}

extension ParameterType: CustomStringConvertible {
  /// In words, with an article: "a whole number, 1 or more", "`train`, `valid` or `test`".
  package var description: String {
    switch self {
    case .text: "a text"
    case .path: "a path"
    case .recipe: "the path of a recipe"
    case .integer(let limits): "a whole number" + (limits.description.map { ", " + $0 } ?? "")
    case .number(let limits): "a number" + (limits.description.map { ", " + $0 } ?? "")
    case .boolean: "`true` or `false`"
    case .range: "a range of whole numbers such as 0..9"
    case .choice(let choices, let otherwise):
      switch otherwise {
      case nil: alternatives(choices.map { "`\($0.name)`" })
      case .boolean?: alternatives(choices.map { "`\($0.name)`" } + ["`true`", "`false`"])
      case let otherwise?: alternatives(choices.map { "`\($0.name)`" } + [otherwise.description])
      }
    case .list(let element): "a list, each element " + element.description
    case .value, .words: "a value"
    case .command: "a command"
    }
  }

  private func alternatives(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " or " + last
  }
}
