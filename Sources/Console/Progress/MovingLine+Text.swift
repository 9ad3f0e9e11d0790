import Essentials

/// Parts of a line that must fit a terminal's width: the least important are left out.
package struct LineParts {
  private var parts: [(text: String, importance: Int)] = []

  package init() {}

  /// - Parameter importance: the higher, the longer it stays.
  package mutating func add(_ text: String, importance: Int) { if !text.isEmpty { parts.append((text, importance)) } }

  /// The line, two blanks between its parts.
  package func text(width: Int) -> String {
    var kept: [Int] = []
    var used = -2
    for index in parts.indices.sorted(by: { parts[$0].importance > parts[$1].importance }) {
      let needed = parts[index].text.terminalWidth + 2
      if used + needed <= width {
        kept.append(index)
        used += needed
      }
    }
    return kept.sorted().map { parts[$0].text }.joined(separator: "  ")
  }
}

/// How far a measurement is.
func measurementText(_ name: String, done: Int, of total: Int, width: Int) -> String {
  var parts = LineParts()
  parts.add(name, importance: 2)
  parts.add(progressBar(done, of: total), importance: 1)
  parts.add("\(done)/\(total)", importance: 3)
  return parts.text(width: width)
}
