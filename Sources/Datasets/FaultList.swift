/// The faults found so far. There is room for so many that more help no one and memory would end before they do.
struct FaultList {
  private(set) var all: [DatasetFault] = []

  static let limit = 10_000

  /// Whether reading ends when there is no room for another. Where samples at fault are left out, it does not, and they are only counted.
  private let endsReading: Bool

  init(endsReading: Bool = true) { self.endsReading = endsReading }

  /// Also counts those that found no room.
  private(set) var count = 0
  /// Those of them that are errors.
  private(set) var errorCount = 0
  var isFull: Bool { endsReading && all.count > Self.limit }

  mutating func add(_ fault: DatasetFault) {
    count += 1
    if fault.severity == .error { errorCount += 1 }
    if all.count < Self.limit {
      all.append(fault)
    } else if endsReading {
      if all.count == Self.limit { all.append(DatasetFault(.tooMany(limit: Self.limit), file: fault.file, line: fault.line)) }
    } else if !fault.isOfOneSample || fault.severity == .warning, all.count < 2 * Self.limit {
      // What a person must know whatever came before.
      all.append(fault)
    }
  }
}
