import Essentials
import Workbench

/// What Tab does: puts in what is certain, else shows what may stand there.
package struct TabCompletion {
  let suggestions: Suggestions
  let line: EditedLine
  let columns: Int
  let rows: Int
  let style: Style

  package init(_ suggestions: Suggestions, line: EditedLine, columns: Int = 80, rows: Int = 24, style: Style = .plain) {
    self.suggestions = suggestions
    self.line = line
    self.columns = columns
    self.rows = rows
    self.style = style
  }

  /// Nil when nothing may stand there.
  package var edit: LineEdit? {
    let (all, typed) = (suggestions.all, suggestions.typed)
    guard let first = all.first else { return nil }
    let certain = all.count == 1 ? first.text + first.tail : commonPrefix(all.map(\.text))
    // A quote alone is no help.
    if certain != typed, certain != "'" + typed, certain.unicodeScalars.count >= typed.unicodeScalars.count || all.count == 1 {
      return LineEdit(deletes: min(suggestions.replacing.count, line.cursor), inserts: certain)
    }
    return LineEdit(shows: CompletionList(items: all.map(CompletionList.Item.init), columns: columns, rows: rows, style: style).lines)
  }
}

extension CompletionList.Item {
  fileprivate init(_ suggestion: Suggestion) {
    self.init(label: suggestion.label, meaning: (suggestion.present.map { "(now \($0)) " } ?? "") + suggestion.meaning)
  }
}

/// What all texts begin with, in whole scalars.
func commonPrefix(_ texts: [String]) -> String {
  guard var common = texts.first.map({ Array($0.unicodeScalars) }) else { return "" }
  for text in texts.dropFirst() {
    common.removeSubrange(zip(common, text.unicodeScalars).prefix { $0 == $1 }.count...)
  }
  return String(common)
}
