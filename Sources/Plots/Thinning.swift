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

  /// The mean of the points in each of `columns` equal stretches; points that do not ascend in x are kept as they are.
  package func averaged(columns: Int) -> [Point] {
    guard count > columns, let stretches = stretches(columns) else { return self }
    return stretches.map { members in
      let n = Double(members.count)
      return Point(x: members.reduce(0) { $0 + self[$1].x } / n, y: members.reduce(0) { $0 + self[$1].y } / n)
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
