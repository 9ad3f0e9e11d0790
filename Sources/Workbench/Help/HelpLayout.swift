import Essentials

/// Lays text out in the columns that there are.
enum HelpLayout {
  @TaskLocal static var width = 80
  /// Names longer than this have their meaning on the next line.
  private static var widestName: Int { min(24, width / 4) }

  /// - Parameter hanging: how much further than the first the other lines stand in.
  static func wrapped(_ text: String, indent: Int = 0, hanging: Int = 0) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { paragraph -> [String] in
      var lines: [String] = []
      var line = String(repeating: " ", count: indent)
      var isEmpty = true
      for word in paragraph.split(separator: " ") {
        if !isEmpty, line.terminalWidth + 1 + word.terminalWidth > width {
          lines.append(line)
          line = String(repeating: " ", count: indent + hanging)
          isEmpty = true
        }
        line += (isEmpty ? "" : " ") + word
        isEmpty = false
      }
      return lines + [line]
    }
  }

  /// Names in a column of their own, meanings beside them.
  static func rows(_ rows: [(name: String, meaning: String)]) -> [String] {
    let column = min(widestName, rows.map(\.name.terminalWidth).max() ?? 0) + 4
    return rows.flatMap { row -> [String] in
      var lines = wrapped(row.meaning, indent: column)
      let name = "  " + row.name
      if row.meaning.isEmpty { return [name] }
      guard name.terminalWidth + 2 <= column else { return [name] + lines }
      lines[0] = name + String(repeating: " ", count: column - name.terminalWidth) + lines[0].dropFirst(column)
      return lines
    }
  }
}
