import Essentials

/// Breaks lines between words.
package enum Wrapping {
  /// The lines of one that is to fit in `columns`; those after the first stand in as far as it does. A word that is wider alone keeps its line.
  package static func lines(of line: String, columns: Int) -> [String] {
    guard line.terminalWidth > columns else { return [line] }
    let indent = String(line.prefix { $0 == " " })
    var lines: [String] = []
    var (current, width) = (indent, indent.count)
    var isEmpty = true
    // Blanks between words stay as they are but where a line ends.
    var blanks = ""
    var rest = line.dropFirst(indent.count)
    while !rest.isEmpty {
      let word = rest.prefix { $0 != " " }
      rest = rest.dropFirst(word.count)
      if !isEmpty, width + blanks.count + word.terminalWidth > columns {
        lines.append(current)
        (current, width, blanks) = (indent, indent.count, "")
      }
      current += blanks + word
      width += blanks.count + word.terminalWidth
      isEmpty = false
      blanks = String(rest.prefix { $0 == " " })
      rest = rest.dropFirst(blanks.count)
    }
    return lines + [current]
  }
}
