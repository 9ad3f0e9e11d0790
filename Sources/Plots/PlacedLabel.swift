import Images

/// The label of a mark in its place: inside the picture, and beside the labels before it while there is room.
package struct PlacedLabel: Sendable, Hashable {
  /// Of its area a label may hide so much of the others, and all together so much of the picture unless they are few.
  private static let limits = (hidden: 0.3, covered: 0.4, few: 8)
  /// Between the letters and the plate's edge.
  static let padding = 4.0

  /// Shortened, where the picture is too narrow.
  package let text: String
  /// Who says so.
  package let kind: Mark.Kind
  /// The plate.
  package let frame: Rectangle

  /// The labels of all outlines that have one, as far as there is room: in a crowd most would hide each other and the picture.
  package static func place(
    _ outlines: [(points: [Point], mark: Mark)], in area: Rectangle, textSize: Double, _ ruler: Canvas
  ) -> [PlacedLabel] {
    let style = TextStyle(size: textSize, typeface: .sansBold)
    let line = ruler.lineHeight(style)
    let height = line.ascent + line.descent + 2
    let extents = outlines.map { Rectangle(around: $0.points) }
    var labels: [PlacedLabel] = []
    var room = limits.covered * area.area
    // Those of small things first: they have the least choice.
    let order = outlines.indices.filter { !outlines[$0].mark.label.isEmpty }.sorted { extents[$0].area < extents[$1].area }
    for index in order where room > 0 || labels.count < limits.few {
      let (mark, extent) = (outlines[index].mark, extents[index])
      // A label that has no place in full may have one when it is cut to its outline's width.
      var best: (cost: Double, hidden: Double, label: PlacedLabel)?
      for limit in [area.width - 2 * padding, max(extent.width, 5 * textSize) - 2 * padding] {
        let text = ruler.shortened(mark.label, to: limit, style)
        let width = ruler.width(of: text, style) + 2 * padding
        for (rank, frame) in places(
          around: extent, outlines[index].points, width: width, height: height, in: area, kind: mark.kind
        ).enumerated() {
          let hidden = labels.reduce(0) { $0 + $1.frame.overlap(with: frame) } / (width * height)
          let covered = extents.reduce(0) { $0 + min($1.overlap(with: frame) / max($1.area, 1), 1) }
          let cost = 20 * hidden + covered + 0.02 * Double(rank) + (text == mark.label ? 0 : 2)
          if best.map({ cost < $0.cost }) ?? true { best = (cost, hidden, PlacedLabel(text: text, kind: mark.kind, frame: frame)) }
        }
      }
      guard let best, best.hidden <= limits.hidden else { continue }
      labels.append(best.label)
      room -= best.label.frame.area
    }
    return labels
  }

  /// Where a label may stand, the best first: the truth above its outline and the model's below, so that both of one thing do not meet.
  ///
  /// At a slanted outline it stands by the highest or the lowest corner, not where its rectangle is empty.
  private static func places(
    around extent: Rectangle, _ points: [Point], width: Double, height: Double, in area: Rectangle, kind: Mark.Kind
  ) -> [Rectangle] {
    let (left, right) = (extent.x - 1, extent.maxX - width + 1)
    let (above, below) = (extent.y - height, extent.maxY)
    func beside(_ edge: Double) -> Double {
      let corner = points.filter { $0.y == edge }.map(\.x).min() ?? extent.x
      return max(left, min(corner - 1, right))
    }
    let outside = [(beside(extent.y), above), (beside(extent.maxY), below), (right, above), (right, below)]
    let aside = [
      (extent.maxX + 1, extent.y), (extent.x - width - 1, extent.y), (extent.maxX + 1, extent.maxY - height),
      (extent.x - width - 1, extent.maxY - height),
    ]
    let inside = [(left, extent.y), (left, extent.maxY - height), (right, extent.y), (right, extent.maxY - height)]
    let further = [(left, above - height), (left, below + height), (left, above - 2 * height), (left, below + 2 * height)]
    let all = (outside + inside + aside + further).map { x, y in
      Rectangle(
        x: max(area.x, min(x, area.maxX - width)), y: max(area.y, min(y, area.maxY - height)), width: width, height: height)
    }
    if kind == .truth { return all }
    return stride(from: 0, to: all.count - 1, by: 2).flatMap { [all[$0 + 1], all[$0]] }
  }
}

extension Rectangle {
  /// The smallest rectangle that holds all points.
  init(around points: [Point]) {
    let (xs, ys) = (points.map(\.x), points.map(\.y))
    let (left, top) = (xs.min() ?? 0, ys.min() ?? 0)
    self.init(x: left, y: top, width: (xs.max() ?? 0) - left, height: (ys.max() ?? 0) - top)
  }

  var area: Double { width * height }

  /// The area of what both share.
  func overlap(with other: Rectangle) -> Double {
    max(0, min(maxX, other.maxX) - max(x, other.x)) * max(0, min(maxY, other.maxY) - max(y, other.y))
  }
}
