import Essentials
import Script

/// What Tab does: puts in what is certain, else shows what may stand there.
package struct TabCompletion {
  let completion: Completion
  /// Files that may stand there.
  let files: FileCompletion?
  /// The line, with the lines before it that belong to the same input.
  let pending: String
  let line: EditedLine
  let columns: Int
  let rows: Int
  let style: Style

  package init(
    completion: Completion, files: FileCompletion?, pending: String = "", line: EditedLine, columns: Int = 80, rows: Int = 24,
    style: Style = .plain
  ) {
    self.completion = completion
    self.files = files
    self.pending = pending
    self.line = line
    self.columns = columns
    self.rows = rows
    self.style = style
  }

  /// What is chosen among: how it is inserted, what follows when it is the only one, and how it is listed.
  struct Choice: Equatable {
    let text: String
    let tail: String
    let label: String
    let meaning: String
  }

  /// Nil when nothing may stand there.
  package var edit: LineEdit? {
    let paths = files?.choices ?? []
    // Nobody writes the name of a parameter whose value stands there already.
    let candidates = completion.candidates.filter { paths.isEmpty || $0.text != (completion.parameter ?? "") + "=" }
    let choices = candidates.map(choice) + paths
    let typed = String(Array((pending + line.beforeCursor).unicodeScalars)[completion.replacing])
    guard let first = choices.first else { return nil }
    let certain = choices.count == 1 ? first.text + first.tail : commonPrefix(choices.map(\.text))
    // A quote alone is no help.
    if certain != typed, certain != "'" + typed, certain.unicodeScalars.count >= typed.unicodeScalars.count || choices.count == 1 {
      return LineEdit(deletes: min(completion.replacing.count, line.cursor), inserts: certain)
    }
    let items = choices.map { CompletionList.Item(label: $0.label, meaning: $0.meaning) }
    return LineEdit(shows: CompletionList(items: items, columns: columns, rows: rows, style: style).lines)
  }

  private func choice(_ candidate: Completion.Candidate) -> Choice {
    let tail: String
    switch candidate.kind {
    case .parameter, .function, .field, .variable: tail = ""
    case .command, .keyword, .value: tail = (completion.quote.map { String($0) } ?? "") + " "
    }
    let present = candidate.present.map { "(now \($0)) " } ?? ""
    return Choice(text: candidate.text, tail: tail, label: candidate.text, meaning: present + candidate.meaning)
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
