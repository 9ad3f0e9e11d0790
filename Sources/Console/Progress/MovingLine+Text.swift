import Essentials
import Workbench

extension MovingLine {
  /// The parts that fit the width, two blanks between them; the least important are left out. A part that stands alone is never.
  package func text(width: Int) -> String {
    let shown = parts.map { ($0.importance, text(of: $0.content, width)) }.filter { !$0.1.isEmpty }
    guard shown.count > 1 else { return shown.first?.1 ?? "" }
    var kept: [Int] = []
    var used = -2
    for index in shown.indices.sorted(by: { shown[$0].0 > shown[$1].0 }) {
      let needed = shown[index].1.terminalWidth + 2
      if used + needed <= width {
        kept.append(index)
        used += needed
      }
    }
    return kept.sorted().map { shown[$0].1 }.joined(separator: "  ")
  }

  private func text(of content: Part.Content, _ width: Int) -> String {
    switch content {
    case .text(let text): text
    case .bar: bar(fraction ?? 0, width: hasCourse ? 12 : 20)
    case .course(let values): sparkline(values, width: width < 60 ? 6 : 20)
    }
  }

  /// Two drawings share the room of one line.
  private var hasCourse: Bool { parts.contains { if case .course = $0.content { true } else { false } } }
}
