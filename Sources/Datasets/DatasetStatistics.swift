import Tasks

/// What a split's samples are about, counted.
public struct DatasetStatistics: Sendable, Hashable {
  /// A name and how often it occurs.
  public struct Tally: Sendable, Hashable {
    /// The name.
    public let name: String
    /// Its occurrences, at least one.
    public let count: Int

    /// A name with its count.
    public init(name: String, count: Int) {
      self.name = name
      self.count = count
    }
  }

  /// Samples.
  public let samples: Int
  /// Files that the samples name, each counted once.
  public let images: Int
  /// Samples of each task tag (`<OD>`), the most frequent first; those without a tag count as "".
  public let tasks: [Tally]
  /// Boxes of each label in the answers of tasks that name objects, the most frequent first.
  public let classes: [Tally]

  /// Counts the samples of a split.
  public init(_ samples: [Sample]) {
    self.samples = samples.count
    images = Set(samples.map(\.image)).count
    tasks = Self.tasks(of: samples)
    classes = Self.tally(
      samples.lazy.filter { $0.task?.answer.hasBoxes == true }.flatMap { sample in
        LabelledLocations.all(in: sample.suffix).lazy.filter { !$0.label.isEmpty }.map { ($0.label, $0.locations.count / 4) }
      })
  }

  static func tasks(of samples: [Sample]) -> [Tally] { tally(samples.lazy.map { ($0.tag ?? "", 1) }) }

  private static func tally(_ occurrences: some Sequence<(String, Int)>) -> [Tally] {
    var counts: [String: Int] = [:]
    for (name, count) in occurrences where count > 0 { counts[name, default: 0] += count }
    return counts.map(Tally.init).sorted { $0.count != $1.count ? $0.count > $1.count : $0.name < $1.name }
  }
}

extension DatasetSplit {
  /// What the samples are about, counted.
  public var statistics: DatasetStatistics { DatasetStatistics(samples) }
}

extension Dataset {
  /// The task tags of all splits, the most frequent first.
  public var tasks: [String] { DatasetStatistics.tasks(of: splits.flatMap(\.samples)).map(\.name) }
}
