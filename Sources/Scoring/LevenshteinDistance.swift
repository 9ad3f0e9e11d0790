/// The least number of insertions, deletions and substitutions that turn `a` into `b`.
///
/// Time is the product of the counts, less what both begin and end with; memory the count of `b`.
package func levenshteinDistance<Unit: Hashable>(_ a: [Unit], _ b: [Unit]) -> Int {
  let start = zip(a, b).prefix { $0 == $1 }.count
  let end = zip(a.dropFirst(start).reversed(), b.dropFirst(start).reversed()).prefix { $0 == $1 }.count
  let (first, second) = numbered(a[start..<a.count - end], b[start..<b.count - end])
  var row = Array(0...second.count)
  for (i, unit) in first.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for j in second.indices {
      let substituted = diagonal + (second[j] == unit ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substituted, min(diagonal, row[j]) + 1)
    }
  }
  return row[second.count]
}

/// Both sequences with a number for each different unit, which compares faster than a word.
private func numbered<Unit: Hashable>(_ a: ArraySlice<Unit>, _ b: ArraySlice<Unit>) -> ([Int32], [Int32]) {
  var numbers: [Unit: Int32] = [:]
  func number(_ unit: Unit) -> Int32 {
    if let known = numbers[unit] { return known }
    let next = Int32(numbers.count)
    numbers[unit] = next
    return next
  }
  return (a.map(number), b.map(number))
}
