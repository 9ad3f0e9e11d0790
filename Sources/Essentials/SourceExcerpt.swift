/// A source line cut to what fits a terminal, with a caret under the column at fault.
struct SourceExcerpt {
  let text: String
  /// What stands under it: blanks and the caret; nil without a column.
  let caret: String?

  /// Scalars shown of a line.
  private static let limit = 120

  /// - Parameter column: in Unicode scalars from 1; the one after the last means the line's end.
  init(of sourceLine: String, column: Int?) {
    let scalars = Array(sourceLine.unicodeScalars)
    let fault = column.map { min(max($0 - 1, 0), scalars.count) }
    let start = scalars.count <= Self.limit ? 0 : min(max((fault ?? 0) - Self.limit / 2, 0), scalars.count - Self.limit)
    let end = min(start + Self.limit, scalars.count)
    func shown(_ range: Range<Int>) -> String {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: scalars[range])
      // A tab as wide as the blank above the caret, whatever the terminal's stops.
      return String(view).replacing("\t", with: " ").visible
    }
    let before = start > 0 ? "…" : ""
    text = before + shown(start..<end) + (end < scalars.count ? "…" : "")
    caret = fault.map { String(repeating: " ", count: (before + shown(start..<$0)).terminalWidth) + "^" }
  }
}
