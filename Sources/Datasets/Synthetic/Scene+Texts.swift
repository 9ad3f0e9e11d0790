import Essentials

extension Scene {
  /// One sentence: every object by its left edge, the same ones together. "a red star and two blue moons on a striped background"
  package var caption: String {
    var counts: [(identity: ObjectIdentity, count: Int)] = []
    for identity in objects.map(\.identity) {
      if let known = counts.firstIndex(where: { $0.identity.phrase == identity.phrase }) {
        counts[known].count += 1
      } else {
        counts.append((identity, 1))
      }
    }
    let parts = counts.map { $0.count == 1 ? $0.identity.phrase : "\(Self.numerals[$0.count]) \($0.identity.plural)" }
    let last = parts.last ?? "nothing"
    return (parts.count > 1 ? parts.dropLast().joined(separator: ", ") + " and " + last : last) + " " + setting
  }

  /// As captions count.
  static let numerals = ["no", "one", "two", "three", "four", "five", "six"]

  /// At most `count` different names that objects are found by.
  func names(_ count: Int, using generator: inout PhiloxGenerator) -> [String] {
    var names: [String] = []
    for name in objects.map(\.name) where !names.contains(name) { names.append(name) }
    return generator.choices(min(count, names.count), of: names)
  }

  /// What there is to read: rows from the top, each from the left, with a blank between words.
  package var text: String {
    var rows: [[SceneObject]] = []
    for word in objects.filter({ $0.identity.kind.isText }).sorted(by: { ($0.top, $0.left) < ($1.top, $1.left) }) {
      // A word is in the row of another when half of the lower of the two is beside it.
      let row = rows.lastIndex { row in
        let beside = min(row[0].bottom, word.bottom) - max(row[0].top, word.top)
        return beside * 2 > min(row[0].height, word.height)
      }
      if let row { rows[row].append(word) } else { rows.append([word]) }
    }
    return rows.flatMap { $0.sorted { $0.left < $1.left } }.compactMap { $0.identity.attributes[.text] }.joined(separator: " ")
  }
}
