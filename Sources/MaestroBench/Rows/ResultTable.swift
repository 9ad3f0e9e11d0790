import Foundation

/// Results in columns.
struct ResultTable {
  private static let header = [
    "row", "what", "ours", "peer", "ratio", "floor", "at most", "strive", "time", "memory", "peer", "ratio", "at most", "memory",
  ]

  let results: [RowResult]

  /// The lines, facts below.
  var text: String {
    let rows = [Self.header] + results.map(cells)
    let widths = Self.header.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let lines = rows.map { row in
      zip(row, widths).enumerated().map { index, cell in pad(cell.0, to: cell.1, isText: [1, 8, 13].contains(index)) }.joined(
        separator: "  ")
    }
    let facts = results.flatMap { result in result.facts.map { "\(result.name): \($0)" } }
    return (lines + facts).joined(separator: "\n")
  }

  private func cells(_ result: RowResult) -> [String] {
    let isAbsolute = result.peer == nil && result.ratio != nil
    func bound(_ value: Double) -> String { isAbsolute ? duration(value) : String(format: "%.2f", value) }
    return [
      "\(result.number)", result.title, duration(result.ours.median), result.peer.map { duration($0.median) } ?? "",
      isAbsolute ? "" : number(result.ratio), number(result.floor), bound(result.target.atMost), bound(result.target.striveFor),
      result.verdict,
      gigabytes(result.ours.peakBytes), gigabytes(result.peer?.peakBytes), number(result.memoryRatio), number(result.target.memoryAtMost),
      result.isMemoryMet.map { $0 ? "met" : "missed" } ?? "",
    ]
  }

  private func number(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "" }

  private func gigabytes(_ bytes: Int?) -> String { bytes.map { String(format: "%.2f GB", Double($0) / 1e9) } ?? "" }

  private func pad(_ text: String, to width: Int, isText: Bool) -> String {
    let blanks = String(repeating: " ", count: width - text.count)
    return isText ? text + blanks : blanks + text
  }
}
