/// What `data.yaml` says: where the splits are, and what the classes are called. Keys that do not matter here are passed over.
struct DataYAML {
  /// Where a split's pictures are.
  struct Split {
    /// A folder, a list of picture files or several of either.
    let places: [String]
    /// In which line that is said.
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

  /// Reads the text of a file.
  init(_ text: String) {
    let entries: [YAMLFile.Entry]
    do throws(Fault) {
      entries = try YAMLFile.entries(of: text)
    } catch {
      faults = [error]
      return
    }
    for entry in entries { take(entry) }
    if !entries.contains(where: { $0.key == "names" }) {
      faults.append(Fault(line: 1, message: "names is missing", hint: "list the classes: names: [cat, dog]"))
    }
  }

  private mutating func take(_ entry: YAMLFile.Entry) {
    func add(_ message: String, hint: String? = nil) { faults.append(Fault(line: entry.line, message: message, hint: hint)) }
    switch (entry.key, entry.value) {
    case ("path", .text(let text)): root = text.isEmpty ? nil : text
    case ("train", .text(let text)), ("val", .text(let text)), ("valid", .text(let text)), ("test", .text(let text)):
      // Some name a split and leave its place empty.
      if let split = DatasetSplit.Name(spelledIn: entry.key), !text.isEmpty { splits[split] = Split(places: [text], line: entry.line) }
    case ("train", .list(let list)), ("val", .list(let list)), ("valid", .list(let list)), ("test", .list(let list)):
      if let split = DatasetSplit.Name(spelledIn: entry.key) { splits[split] = Split(places: list, line: entry.line) }
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
    case ("path", _), ("train", _), ("val", _), ("valid", _), ("test", _), ("names", _), ("nc", _), ("kpt_shape", _):
      add("\(entry.key) cannot be \(entry.value.kind)", hint: Self.hint(entry.key))
    default: break
    }
  }

  private static func hint(_ key: String) -> String {
    switch key {
    case "names": "write names: [cat, dog], or a class a line"
    case "train", "val", "valid", "test": "name a folder: \(key): images/\(key)"
    default: "write it in one line"
    }
  }
}
