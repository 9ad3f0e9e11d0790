import Files

/// The values that metrics had in the course of a training, in the form of the trainer's metric files.
public struct MetricHistory: Sendable, Hashable {
  /// One value of one metric.
  public struct Entry: Sendable, Hashable, Codable {
    /// From 1.
    public let epoch: Int
    /// From 1 within the epoch.
    public let step: Int
    /// A finite number.
    public let value: Double

    /// A value at a step of an epoch.
    public init(epoch: Int, step: Int, value: Double) {
      self.epoch = epoch
      self.step = step
      self.value = value
    }
  }

  /// For each metric its values in order; no metric without values.
  public private(set) var entries: [String: [Entry]] = [:]

  /// No values yet.
  public init() {}

  /// The values of one metric, which may be called as the trainer's files call it.
  public subscript(metric: String) -> [Entry] { entries[metric] ?? entries[Self.metric(ofFileKey: metric)] ?? [] }

  /// Metric names, the loss first, the others in alphabetical order.
  public var metrics: [String] { entries.keys.sorted { $0 == "loss" ? $1 != "loss" : $1 != "loss" && $0 < $1 } }

  /// Adds a value. One that is no number is left out: files have no word for it.
  public mutating func append(_ value: Double, of metric: String, epoch: Int, step: Int) {
    guard value.isFinite else { return }
    entries[metric, default: []].append(Entry(epoch: epoch, step: step, value: value))
  }

  /// The text of a metric file: an object of lists, indented by four.
  ///
  /// - Parameter order: names of values in the order that they have behind the loss, as the trainer writes them in that of its metrics; others
  ///   follow.
  public func fileText(order: [String] = []) -> String {
    let all = metrics
    let ordered = ["loss"] + order
    let lists = (ordered.filter(all.contains) + all.filter { !ordered.contains($0) }).map { metric in
      JSONValue.Member(
        Self.fileKey(of: metric),
        .list(self[metric].map { .object(["epoch": .integer($0.epoch), "step": .integer($0.step), "value": .number($0.value)]) }))
    }
    var style = JSONStyle(indentation: 4)
    style.breaksLists = true
    return JSONValue.members(lists).text(style)
  }
}

extension MetricHistory {
  /// The name of a value that the trainer's files write otherwise, alone or behind what else stands before it.
  private static let (name, trainersKey) = ("map50_95", "map50:95")

  private static func fileKey(of metric: String) -> String {
    metric.hasSuffix(name) ? metric.dropLast(name.count) + trainersKey : metric
  }

  private static func metric(ofFileKey key: String) -> String {
    key.hasSuffix(trainersKey) ? key.dropLast(trainersKey.count) + name : key
  }
}

extension MetricHistory: Codable {
  /// Reads the form of the metric files, and that of `encode`.
  public init(from decoder: any Decoder) throws {
    let read = try decoder.singleValueContainer().decode([String: [Entry]].self).filter { !$0.value.isEmpty }
    entries = Dictionary(read.map { (Self.metric(ofFileKey: $0), $1) }) { $0 + $1 }
  }

  /// Writes the form of the metric files, metrics under their own names.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(entries)
  }
}

extension MetricHistory {
  /// With the values of `other` for metrics that this one does not have.
  public func merging(_ other: MetricHistory) -> MetricHistory {
    var merged = self
    merged.entries.merge(other.entries) { own, _ in own }
    return merged
  }
}
