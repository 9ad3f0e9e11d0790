import Foundation
import Script

/// A part of a session for reading: prose, a stretch of what was typed, and what it showed.
struct Cell {
  /// Stable from one saving to the next.
  let id: String
  /// The input's number, or of a recipe the cell's; nil when nothing of it ran.
  let count: Int?
  /// From `# %% TITLE`.
  let heading: String?
  /// From the comment lines that follow it.
  let prose: String
  let code: String
  let shown: [Transcript.Shown.Kind]

  /// The cells of a session: of every input that was not undone, cut at the comments that begin with `# %%`.
  static func cells(of inputs: [Transcript.Input]) -> [Cell] {
    var cells: [Cell] = []
    for (index, input) in inputs.enumerated() where !input.isUndone && !input.isSavingAlone {
      for (part, segment) in input.segments.enumerated() {
        let (heading, prose, code) = read(segment.text)
        let shown = input.shown.filter { segment.span.start <= $0.place && $0.place < max(segment.span.end, segment.span.start + 1) }
        if heading == nil, prose.isEmpty, code.isEmpty { continue }
        let count = number(of: code, in: input, after: cells)
        cells.append(
          Cell(id: "\(index + 1)-\(part + 1)", count: count, heading: heading, prose: prose, code: code, shown: shown.map(\.kind)))
      }
    }
    return cells
  }

  /// Of what ran: at the prompt the input's, in a recipe its place among the cells. Comments alone run nothing.
  private static func number(of code: String, in input: Transcript.Input, after cells: [Cell]) -> Int? {
    let lines = code.components(separatedBy: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    if lines.allSatisfy({ $0.isEmpty || $0.hasPrefix("#") }) { return nil }
    return input.number ?? cells.count { $0.count != nil } + 1
  }

  /// Heading, prose and the rest of a stretch that may begin with `# %%`.
  private static func read(_ text: String) -> (heading: String?, prose: String, code: String) {
    var lines = text.components(separatedBy: "\n")[...]
    func trimmed(_ line: String) -> String { line.trimmingCharacters(in: .whitespaces) }
    var heading: String?
    var prose: [String] = []
    if let first = lines.first, trimmed(first).hasPrefix("# %%") {
      lines.removeFirst()
      let isProse = first.contains("[markdown]")
      let title = trimmed(String(trimmed(first).dropFirst(4)).replacing("[markdown]", with: ""))
      heading = title.isEmpty ? nil : title
      while let line = lines.first, trimmed(line).hasPrefix("#") || (isProse && trimmed(line).isEmpty) {
        let comment = trimmed(line).dropFirst()
        prose.append(comment.hasPrefix(" ") ? String(comment.dropFirst()) : String(comment))
        lines.removeFirst()
      }
    }
    let code = lines.joined(separator: "\n").trimmingCharacters(in: .newlines)
    return (heading, prose.joined(separator: "\n").trimmingCharacters(in: .whitespacesAndNewlines), code)
  }
}

extension Transcript.Input {
  /// What only keeps or ends the session is nothing to read.
  fileprivate var isSavingAlone: Bool {
    let statements = SyntaxTree.parse(SourceText(text)).statements
    return !statements.isEmpty
      && statements.allSatisfy { statement in
        guard case .command(let command) = statement.kind, case .word(let word)? = command.arguments.first?.value.kind else { return false }
        return ["save", "undo", "quit"].contains(word)
      }
  }

  /// Its stretches from one `# %%` to the next; of an input under way what ran before the statement that is.
  fileprivate var segments: [(span: Span, text: String)] {
    let source = SourceText(text)
    let tree = SyntaxTree.parse(source)
    let end = ending == .running ? place ?? source.scalars.count : source.scalars.count
    var starts = [0]
    for comment in tree.comments where source.text(comment).hasPrefix("# %%") && comment.start < end {
      let isAtLineStart = comment.start == 0 || source.scalars[comment.start - 1] == "\n"
      let isInside = tree.statements.contains { $0.span.start < comment.start && comment.start < $0.span.end }
      if isAtLineStart, !isInside, comment.start > 0 { starts.append(comment.start) }
    }
    return zip(starts, starts.dropFirst() + [end]).map { (Span($0, $1), source.text(Span($0, max($0, $1)))) }
  }
}
