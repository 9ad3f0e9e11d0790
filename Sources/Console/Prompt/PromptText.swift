import Script

/// What stands before the cursor's line.
package enum PromptText {
  /// Before a new input: its number.
  package static func first(_ number: Int) -> String { "maestro[\(number)]> " }

  /// Before a line that goes on: why it does.
  package static func continued(_ end: OpenEnd) -> String {
    switch end {
    case .brace: "maestro{ "
    case .parenthesis: "maestro( "
    case .bracket: "maestro[ "
    case .backslash: "maestro\\ "
    }
  }

  /// In the form that libedit reads: escape sequences between bytes 1, so that they count for no column. The last letter, a blank, stands
  /// behind them: libedit sends a sequence together with the letter that follows, and so never one that ends a prompt.
  package static func marked(_ text: String, _ style: Style) -> String {
    style.isOn ? "\u{1}\u{1B}[1;36m\u{1}\(text.dropLast())\u{1}\u{1B}[0m\u{1}\(text.suffix(1))" : text
  }

  /// A closing bracket that is its line's first letter stands where the line of the opening one begins.
  package static func outdent(_ line: EditedLine) -> LineEdit? {
    guard line.cursor == line.text.count, let bracket = line.text.last, line.text.count > 2, line.text.dropLast().allSatisfy({ $0 == " " })
    else { return nil }
    return LineEdit(deletes: 3, inserts: String(bracket))
  }
}
