/// Up and Down: goes through the inputs that begin with what stands before the cursor.
package struct HistorySearch {
  /// What was typed before the search began.
  private var typed = ""
  /// What the search put there; when the line is another one, a new search begins.
  private var shown: String?
  /// Where it is; the count of inputs is the line that was typed.
  private var index = 0

  /// A search that has not begun.
  package init() {}

  /// The line that Up or Down leads to; nil when there is none.
  package mutating func step(older: Bool, from line: EditedLine, in inputs: [String]) -> LineEdit? {
    let text = String(line.text)
    if text.contains("\n"), let move = verticalMove(up: older, in: line) { return LineEdit(moves: move) }
    if shown != text {
      (typed, index) = (text, inputs.count)
    }
    var next = index
    repeat { next += older ? -1 : 1 } while inputs.indices.contains(next) && (!inputs[next].hasPrefix(typed) || inputs[next] == typed)
    guard next >= 0, next <= inputs.count, next != index, index < inputs.count || older else { return nil }
    index = next
    let found = next == inputs.count ? typed : inputs[next]
    shown = found
    return LineEdit(replacement: found)
  }

  /// How far the cursor moves to stand a row higher or lower in a text of several lines; nil at the first and the last.
  private func verticalMove(up: Bool, in line: EditedLine) -> Int? {
    let (text, cursor) = (line.text, line.cursor)
    let start = text[..<cursor].lastIndex(of: "\n").map { $0 + 1 } ?? 0
    let column = cursor - start
    if up {
      guard start > 0 else { return nil }
      let above = text[..<(start - 1)].lastIndex(of: "\n").map { $0 + 1 } ?? 0
      return min(above + column, start - 1) - cursor
    }
    guard let end = text[cursor...].firstIndex(of: "\n") else { return nil }
    let endBelow = text[(end + 1)...].firstIndex(of: "\n") ?? text.count
    return min(end + 1 + column, endBelow) - cursor
  }
}
