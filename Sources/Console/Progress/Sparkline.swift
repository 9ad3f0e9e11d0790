/// The course of `values` in at most `width` blocks, the lowest for the least and the highest for the greatest of them. What is no number
/// leaves a blank.
package func sparkline(_ values: [Double], width: Int) -> String {
  guard !values.isEmpty, width > 0 else { return "" }
  let count = min(values.count, width)
  let means = (0..<count).map { index in
    let part = values[(index * values.count / count)..<((index + 1) * values.count / count)].filter(\.isFinite)
    return part.reduce(0, +) / Double(part.count)
  }
  let finite = means.filter(\.isFinite)
  guard let least = finite.min(), let greatest = finite.max() else { return String(repeating: " ", count: count) }
  let blocks = Array("▁▂▃▄▅▆▇█")
  return String(
    means.map { mean in
      guard mean.isFinite else { return " " }
      let height = greatest > least ? (mean - least) / (greatest - least) : 0
      return blocks[min(Int(height * Double(blocks.count)), blocks.count - 1)]
    })
}
