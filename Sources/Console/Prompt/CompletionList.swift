import Essentials

/// Candidates, laid out for a terminal.
package struct CompletionList {
  package struct Item: Equatable {
    let label: String
    let meaning: String

    package init(label: String, meaning: String = "") {
      self.label = label
      self.meaning = meaning
    }
  }

  let items: [Item]
  let columns: Int
  let rows: Int
  let style: Style

  package init(items: [Item], columns: Int, rows: Int, style: Style = .plain) {
    self.items = items
    self.columns = columns
    self.rows = rows
    self.style = style
  }

  /// None wider than the terminal, nor more than it has rows.
  package var lines: [String] {
    let room = max(rows - 3, 3)
    return items.count <= room && items.contains { !$0.meaning.isEmpty } ? explained : table(room)
  }

  /// A line for each, with its meaning.
  private var explained: [String] {
    let width = min(items.map(\.label.terminalWidth).max() ?? 0, max(columns / 2, 8))
    return items.map { item in
      let label = cut(item.label, columns - 1)
      let blanks = String(repeating: " ", count: max(width - label.terminalWidth, 0) + 2)
      let meaning = cut(item.meaning, columns - 1 - label.terminalWidth - blanks.count)
      return meaning.isEmpty ? style.bold(label) : style.bold(label) + blanks + style.dim(meaning)
    }
  }

  /// Names alone, in columns that are read downwards.
  private func table(_ room: Int) -> [String] {
    let labels = items.map { cut($0.label, columns - 1) }
    let width = (labels.map(\.terminalWidth).max() ?? 0) + 2
    let across = max((columns + 1) / width, 1)
    let height = (labels.count + across - 1) / across
    var lines = (0..<min(height, room)).map { row in
      let cells = stride(from: row, to: labels.count, by: height).map { labels[$0] }
      let padded = cells.dropLast().map { $0 + String(repeating: " ", count: width - $0.terminalWidth) }
      return (padded + cells.suffix(1)).joined()
    }
    if height > room { lines[room - 1] = cut("... of \(labels.count); type more of it", columns - 1) }
    return lines
  }
}

/// The text as far as it fits `width` columns, an ellipsis in place of what does not.
func cut(_ text: String, _ width: Int) -> String {
  let text = text.visible
  guard text.terminalWidth > width else { return text }
  var kept = String.UnicodeScalarView()
  var used = 1
  for scalar in text.unicodeScalars {
    used += scalar.terminalWidth
    if used > width { break }
    kept.append(scalar)
  }
  return width > 0 ? String(kept) + "…" : ""
}
