import Images

extension [Point] {
  /// Of the points in one of `columns` equal stretches the first, the lowest, the highest and the last: the same picture from fewer points.
  ///
  /// The points ascend in x; those that do not are kept as they are.
  package func thinned(columns: Int) -> [Point] {
    guard count > 4 * columns, let stretches = stretches(columns) else { return self }
    return stretches.flatMap { members in
      let low = members.min { self[$0].y < self[$1].y } ?? members.lowerBound
      let high = members.max { self[$0].y < self[$1].y } ?? members.lowerBound
      return Set([members.lowerBound, low, high, members.upperBound - 1]).sorted().map { self[$0] }
    }
  }

  /// Each point at the mean height of the `window` points around it, of fewer at both ends: a curve often falls steeply at its beginning,
  /// where a wide window would hide it.
  package func movingMean(window: Int) -> [Point] {
    var sums = [0.0]
    sums.reserveCapacity(count + 1)
    for point in self { sums.append(sums[sums.count - 1] + point.y) }
    let reach = window / 2
    return indices.map { index in
      let ahead = Swift.min(reach, Swift.max(2, index))
      let (low, high) = (Swift.max(0, index - reach), Swift.min(count, index + ahead + 1))
      return Point(x: self[index].x, y: (sums[high] - sums[low]) / Double(high - low))
    }
  }

  /// The runs of points that fall into the same one of `columns` equal stretches of the x axis; nil when x does not ascend.
  private func stretches(_ columns: Int) -> [Range<Int>]? {
    guard let first, let last, last.x > first.x, zip(self, dropFirst()).allSatisfy({ $0.x <= $1.x }) else { return nil }
    let width = (last.x - first.x) / Double(columns)
    let column = { (index: Int) in Swift.min(Int((self[index].x - first.x) / width), columns - 1) }
    var result: [Range<Int>] = []
    var start = 0
    for index in indices.dropFirst() where column(index) != column(start) {
      result.append(start..<index)
      start = index
    }
    return result + [start..<count]
  }
}
