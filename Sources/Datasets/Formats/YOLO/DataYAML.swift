/// What `data.yaml` or Darknet's `obj.data` says: where the splits are, and what the classes are called. Keys that do not matter here are
/// passed over.
struct DataYAML {
  /// Where a split's pictures are.
  struct Split {
    /// A folder, a list of picture files or several of either.
    let places: [String]
    /// The key, and in which line that is said.
    let key: String
    let line: Int
  }

  /// What is wrong with the file, and in which line.
  struct Fault: Error, Hashable {
    let line: Int
    let message: String
    let hint: String?
  }

  /// The folder that split paths are relative to; nil: the file's own.
  private(set) var root: String?
  private(set) var splits: [DatasetSplit.Name: Split] = [:]
  /// In the order of the class numbers.
  private(set) var names: [String] = []
  /// What `nc` says, and where.
  private(set) var classCount: (count: Int, line: Int)?
  /// Numbers that follow the box on a line of a pose dataset.
  private(set) var poseValues = 0
  /// All that is wrong with the file.
  private(set) var faults: [Fault] = []
  /// Keys that look like a split and are none, and where they stand.
  private(set) var doubts: [(key: String, line: Int)] = []

  /// Reads the text of a file.
  init(_ text: String) {
    switch Result(catching: { () throws(Fault) in try YAMLFile.entries(of: text) }) {
    case .success(let entries): self.init(entries)
    case .failure(let fault): self.init(fault)
    }
  }

  /// A file that cannot be read.
  private init(_ fault: Fault) { faults = [fault] }

  /// Reads the lines `key = value` of Darknet's file.
  ///
  /// - Parameter names: gives the classes that a file lists; nil when it cannot be read.
  init(darknet text: String, names: (String) -> [String]?) {
    self.init(
      TextFile.lines(of: text).compactMap { number, line in
        let parts = line.split(separator: "=", maxSplits: 1).map { String($0.trimmingBlanks) }
        guard parts.count == 2, !line.hasPrefix("#") else { return nil }
        let key = parts[0] == "classes" ? "nc" : parts[0]
        guard key == "names" else { return YAMLFile.Entry(key: key, value: .text(parts[1]), line: number) }
        return YAMLFile.Entry(key: key, value: names(parts[1]).map { .list($0) } ?? .text(parts[1]), line: number)
      })
  }

  private init(_ entries: [YAMLFile.Entry]) {
    for entry in entries { take(entry) }
    if !entries.contains(where: { $0.key == "names" }) {
      faults.append(Fault(line: 1, message: "names is missing", hint: "list the classes: names: [cat, dog]"))
    }
  }

  private mutating func take(_ entry: YAMLFile.Entry) {
    func add(_ message: String, hint: String? = nil) { faults.append(Fault(line: entry.line, message: message, hint: hint)) }
    if let split = DatasetSplit.Name(spelledIn: entry.key) { return take(entry, of: split) }
    switch (entry.key, entry.value) {
    case ("path", .text(let text)): root = text.isEmpty ? nil : text
    case ("names", .list(let list)): names = list
    case ("names", .map(let pairs)):
      let numbered = pairs.compactMap { pair in Int(pair.key).map { ($0, pair.value) } }.sorted { $0.0 < $1.0 }
      if numbered.count != pairs.count || numbered.map({ $0.0 }) != Array(0..<numbered.count) {
        add("the keys of names must be 0, 1, 2, ...", hint: "number the classes without gaps from 0")
      }
      names = numbered.map { $0.1 }
    case ("nc", .text(let text)):
      guard let count = Int(text) else { return add("nc must be a whole number, not \(text)") }
      classCount = (count, entry.line)
    case ("kpt_shape", .list(let list)):
      let numbers = list.compactMap { Int($0) }
      guard list.count == 2, numbers.count == 2, numbers[0] > 0, (2...3).contains(numbers[1]), numbers[0] < 10_000 else {
        return add("kpt_shape must be [number of points, 2 or 3]")
      }
      poseValues = numbers[0] * numbers[1]
    case ("path", _), ("names", _), ("nc", _), ("kpt_shape", _):
      add("\(entry.key) cannot be \(entry.value.kind)", hint: Self.hint(entry.key))
    case (let key, .text), (let key, .list):
      if DatasetSplit.Name.resembles(key) { doubts.append((key, entry.line)) }
    default: break
    }
  }

  /// Where a split is.
  private mutating func take(_ entry: YAMLFile.Entry, of split: DatasetSplit.Name) {
    let places: [String]
    switch entry.value {
    // Some name a split and leave its place empty.
    case .text(let text): places = text.isEmpty ? [] : [text]
    case .list(let list): places = list
    case .map, .nested:
      faults.append(
        Fault(
          line: entry.line, message: "\(entry.key) cannot be \(entry.value.kind)", hint: "name a folder: \(entry.key): images/\(entry.key)")
      )
      return
    }
    if places.isEmpty { return }
    if let other = splits[split] {
      faults.append(
        Fault(
          line: entry.line, message: "\(other.key) in line \(other.line) and \(entry.key) both mean the split \(split.rawValue)",
          hint: "keep one of the two"))
    }
    splits[split] = Split(places: places, key: entry.key, line: entry.line)
  }

  private static func hint(_ key: String) -> String {
    switch key {
    case "names": "write names: [cat, dog], or a class a line"
    default: "write it in one line"
    }
  }
}
