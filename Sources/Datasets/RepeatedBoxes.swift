import Tasks

/// Boxes that an answer gives twice, with the same label in the same locations. Nothing can be learnt of the second: it is never found.
struct RepeatedBoxes {
  /// Whether the second of two is left out.
  private let areDropped: Bool
  private var count = 0
  /// What the first is called, and where it stands.
  private var first: (label: String, place: FileLocation)?

  init(areDropped: Bool) { self.areDropped = areDropped }

  /// The answer of a sample: as it stands, or without what it says twice.
  mutating func answer(of sample: Sample, at place: FileLocation) -> String {
    guard sample.task?.answer.hasBoxes == true, !sample.suffix.contains("<poly>") else { return sample.suffix }
    let parts = LabelledLocations.all(in: sample.suffix)
    guard parts.allSatisfy({ $0.locations.count.isMultiple(of: 4) }) else { return sample.suffix }
    // An answer that is written in another way stays as it is.
    let isPlain = parts.map(\.text).joined() == sample.suffix
    // By their bytes, which the model reads: to Swift two forms of an accent are equal.
    var seen: Set<[UInt8]> = []
    var kept = ""
    var repeated = 0
    for part in parts {
      var locations: [Int] = []
      for start in stride(from: 0, to: part.locations.count, by: 4) {
        let box = LabelledLocations(label: part.label, locations: Array(part.locations[start..<start + 4]))
        if seen.insert(Array(box.text.utf8)).inserted {
          locations += box.locations
        } else {
          first = first ?? (part.label, place)
          repeated += 1
        }
      }
      if !locations.isEmpty { kept += LabelledLocations(label: part.label, locations: locations).text }
    }
    count += repeated
    return areDropped && isPlain && repeated > 0 ? kept : sample.suffix
  }

  /// One warning of all that was found.
  func addFaults(to faults: inout FaultList) {
    guard let first else { return }
    let label = first.label.isEmpty ? "a box" : "a box of \(first.label)"
    let what = count == 1 ? "\(label) is given twice" : "\(count) boxes are given twice, the first of them \(label)"
    faults.add(
      DatasetFault(
        .warning(
          what + (areDropped ? ": once is enough, the second is left out" : ""),
          hint: areDropped ? nil : "remove one of the two; the policy skip leaves it out"), at: first.place))
  }
}
