/// A source line cut to what fits a terminal, with a caret under the column at fault.
struct SourceExcerpt {
  /// The text, and under it the caret when there is a column.
  let lines: [String]

  /// Scalars shown of a line.
  private static let limit = 120

  /// - Parameter column: in Unicode scalars from 1; the one after the last means the line's end.
  init(of sourceLine: String, column: Int?) {
    let scalars = Array(sourceLine.unicodeScalars)
    let fault = column.map { min(max($0 - 1, 0), scalars.count) }
    let start = scalars.count <= Self.limit ? 0 : min(max((fault ?? 0) - Self.limit / 2, 0), scalars.count - Self.limit)
    let end = min(start + Self.limit, scalars.count)
    func text(_ range: Range<Int>) -> String {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: scalars[range])
      // A tab as wide as the blank above the caret, whatever the terminal's stops.
      return String(view).replacing("\t", with: " ").visible
    }
    let before = start > 0 ? "…" : ""
    let shown = before + text(start..<end) + (end < scalars.count ? "…" : "")
    guard let fault else {
      lines = [shown]
      return
    }
    lines = [shown, String(repeating: " ", count: (before + text(start..<fault)).terminalWidth) + "^"]
  }
}
