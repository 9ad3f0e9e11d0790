/// The faults found so far, up to so many that reading on helps no one and memory would end before they do.
struct FaultList {
  private(set) var all: [DatasetFault] = []

  static let limit = 10_000

  var isEmpty: Bool { all.isEmpty }
  /// Also counts those that found no room.
  private(set) var count = 0
  var isFull: Bool { all.count > Self.limit }

  mutating func add(_ fault: DatasetFault) {
    count += 1
    if all.count < Self.limit {
      all.append(fault)
    } else if all.count == Self.limit {
      all.append(DatasetFault(.tooMany(limit: Self.limit), file: fault.file, line: fault.line))
    }
  }
}
