import Images

/// The label of a mark in its place: inside the picture and over no other label.
package struct PlacedLabel: Sendable, Hashable {
  /// All labels together may cover so much of the picture, unless they are few.
  private static let limits = (covered: 0.4, few: 8)
  /// In heights of a label: how far one may stand from its outline.
  private static let reach = 7
  /// Among more outlines no place further away is looked for, and what a label covers is not weighed.
  private static let searched = 300

  /// Shortened, where the picture is too narrow.
  package let text: String
  /// The place of its mark among the others.
  package let index: Int
  /// Who says so.
  package let kind: Mark.Kind
  /// The plate.
  package let frame: Rectangle
  /// From the plate to its outline where it stands away from it, otherwise nil.
  package let leader: Leader?

  /// A line that leads from a label to what it names.
  package struct Leader: Sendable, Hashable {
    package let start: Point
    package let end: Point
  }

  /// Between the letters and the plate's edge.
  static func padding(_ textSize: Double) -> Double { textSize / 3 }

  /// Places for as many texts as have room: over no other label, beside their outline, or with a leader to it.
  ///
  /// - Parameters:
  ///   - outlines: on the canvas.
  ///   - texts: of each outline; empty for none.
  ///   - ruler: measures text.
  package static func place(
    _ outlines: [(points: [Point], mark: Mark)], texts: [String], in area: Rectangle, textSize: Double, _ ruler: Canvas
  ) -> [PlacedLabel] {
    let style = TextStyle(size: textSize, typeface: .sansBold)
    let line = ruler.lineHeight(style)
    let height = line.ascent + line.descent + 2
    let extents = outlines.map { Rectangle(around: $0.points) }
    let isSearched = outlines.count <= searched
    var labels: [PlacedLabel] = []
    var room = limits.covered * area.area
    // Those of small things first: they have the least choice.
    let order = outlines.indices.filter { !texts[$0].isEmpty }.sorted { (extents[$0].area, $0) < (extents[$1].area, $1) }
    for index in order where room > 0 || labels.count < limits.few {
      let (mark, extent) = (outlines[index].mark, extents[index])
      let text = ruler.shortened(texts[index], to: area.width - 2 * padding(textSize), style)
      let width = ruler.width(of: text, style) + 2 * padding(textSize)
      var best: (cost: Double, frame: Rectangle, leader: Leader?)?
      func consider(_ frame: Rectangle, _ leader: Leader?, cost: Double) {
        if labels.contains(where: { $0.frame.intersects(frame) }) || best.map({ $0.cost <= cost }) ?? false { return }
        let covered = isSearched ? extents.reduce(0) { $0 + min($1.overlap(with: frame) / max($1.area, 1), 1) } : 0
        let crossed = labels.count { other in
          leader.map { other.frame.isCrossed(from: $0.start, to: $0.end) } ?? false
            || other.leader.map { frame.isCrossed(from: $0.start, to: $0.end) } ?? false
        }
        let total = cost + covered + Double(crossed)
        if best.map({ total < $0.cost }) ?? true { best = (total, frame, leader) }
      }
      let near = places(around: extent, outlines[index].points, width: width, height: height, in: area, kind: mark.kind)
      for (rank, frame) in near.enumerated() { consider(frame, nil, cost: 0.02 * Double(rank)) }
      if best == nil, isSearched {
        for frame in away(from: extent, width: width, height: height, in: area) {
          let leader = Leader(from: frame, to: extent)
          consider(frame, leader, cost: 0.4 * leader.length / height)
        }
      }
      guard let best else { continue }
      labels.append(PlacedLabel(text: text, index: index, kind: mark.kind, frame: best.frame, leader: best.leader))
      room -= best.frame.area
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
    let all = (outside + inside + aside).map { x, y in Rectangle(x: x, y: y, width: width, height: height).moved(into: area) }
    if kind == .truth { return all }
    return stride(from: 0, to: all.count - 1, by: 2).flatMap { [all[$0 + 1], all[$0]] }
  }

  /// Places at some distance from an outline, in rows.
  private static func away(from extent: Rectangle, width: Double, height: Double, in area: Rectangle) -> [Rectangle] {
    let (middle, steps) = (extent.center, -reach...reach)
    let (x, y) = (extent.width / 2 + width / 2, extent.height / 2 + height / 2)
    return steps.flatMap { row in
      steps.map { column in
        let fraction = (column: Double(column) / Double(reach), row: Double(row) / Double(reach))
        let center = Point(
          x: middle.x + fraction.column * (x + Double(reach) * height), y: middle.y + fraction.row * (y + Double(reach) * height))
        return Rectangle(x: center.x - width / 2, y: center.y - height / 2, width: width, height: height).moved(into: area)
      }
    }
  }
}

extension PlacedLabel.Leader {
  /// Between the nearest points of a plate and of an outline's rectangle.
  fileprivate init(from frame: Rectangle, to extent: Rectangle) {
    func nearest(_ low: Double, _ high: Double, _ otherLow: Double, _ otherHigh: Double) -> (Double, Double) {
      if high < otherLow { return (high, otherLow) }
      if otherHigh < low { return (low, otherHigh) }
      let middle = (max(low, otherLow) + min(high, otherHigh)) / 2
      return (middle, middle)
    }
    let (x, y) = (nearest(frame.x, frame.maxX, extent.x, extent.maxX), nearest(frame.y, frame.maxY, extent.y, extent.maxY))
    self.init(start: Point(x: x.0, y: y.0), end: Point(x: x.1, y: y.1))
  }

  fileprivate var length: Double { ((start.x - end.x) * (start.x - end.x) + (start.y - end.y) * (start.y - end.y)).squareRoot() }
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

  /// As near as it may be without leaving `area`; at its upper left where it is too large for it.
  fileprivate func moved(into area: Rectangle) -> Rectangle {
    Rectangle(
      x: max(area.x, min(x, area.maxX - width)), y: max(area.y, min(y, area.maxY - height)), width: width, height: height)
  }

  /// Whether a line from one point to another passes through.
  fileprivate func isCrossed(from start: Point, to end: Point) -> Bool {
    // The part of the line that is inside, axis by axis.
    var (enter, leave) = (0.0, 1.0)
    for (from, step, low, high) in [(start.x, end.x - start.x, x, maxX), (start.y, end.y - start.y, y, maxY)] {
      if step == 0 {
        if from <= low || from >= high { return false }
        continue
      }
      let (first, second) = ((low - from) / step, (high - from) / step)
      (enter, leave) = (max(enter, min(first, second)), min(leave, max(first, second)))
    }
    return enter < leave
  }
}
