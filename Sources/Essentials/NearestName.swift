/// The name among `candidates` that `name` was most likely meant to be, or nil when none is near; of two equally near, the first.
///
/// Near is a Damerau-Levenshtein distance (adjacent transpositions count one, case counts nothing) of at most a third of the longer name,
/// at least one, with something left in common. Names of more than 200 characters have no neighbours.
public func nearestName(to name: String, in candidates: some Sequence<String>) -> String? {
  let wanted = Array(name.lowercased().unicodeScalars)
  guard wanted.count <= 200 else { return nil }
  var best: (name: String, distance: Int)?
  for candidate in candidates where candidate.utf8.count <= 800 {
    let scalars = Array(candidate.lowercased().unicodeScalars)
    let longer = max(wanted.count, scalars.count)
    let limit = min(max(1, longer / 3), longer - 1, (best?.distance ?? .max) - 1)
    guard longer - min(wanted.count, scalars.count) <= limit else { continue }
    let distance = editDistance(wanted, scalars)
    if distance <= limit { best = (candidate, distance) }
  }
  return best?.name
}

/// Optimal string alignment distance: insertions, deletions, substitutions and adjacent transpositions cost one each.
private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  if a.isEmpty || b.isEmpty { return a.count + b.count }
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  var row = last
  for i in 1...a.count {
    row[0] = i
    for j in 1...b.count {
      let substitution = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
      row[j] = min(last[j] + 1, row[j - 1] + 1, substitution)
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        row[j] = min(row[j], beforeLast[j - 2] + 1)
      }
    }
    (beforeLast, last, row) = (last, row, beforeLast)
  }
  return last[b.count]
}
