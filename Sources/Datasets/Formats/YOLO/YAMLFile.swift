import Yams

/// The top level of a YAML file.
enum YAMLFile {
  /// A value, as far as datasets use them.
  enum Value {
    /// As it is written; empty for null.
    case text(String)
    case list([String])
    /// In the file's order.
    case map([(key: String, value: String)])
    /// Lists and maps that hold others.
    case nested

    /// In words.
    var kind: String {
      switch self {
      case .text(let text): text.isEmpty ? "empty" : "a text"
      case .list: "a list"
      case .map: "a map"
      case .nested: "a list of lists or maps"
      }
    }
  }

  struct Entry {
    let key: String
    let value: Value
    /// From 1.
    let line: Int
  }

  private static let sizeLimit = 1 << 20
  /// What refers to what refers to others grows with every step.
  private static let referenceLimit = 16

  /// Names behind `&` or `*` that begin a word; some may stand in texts.
  private static func referenceCount(_ text: String) -> Int {
    var (count, before, last) = (0, UInt8(ascii: "\n"), UInt8(ascii: "\n"))
    let openings = Set(" \t\r\n[{,".utf8)
    for byte in text.utf8 {
      if last == UInt8(ascii: "&") || last == UInt8(ascii: "*"), openings.contains(before), byte > UInt8(ascii: " ") { count += 1 }
      (before, last) = (last, byte)
    }
    return count
  }

  /// The entries of a file, each key once; none of an empty file.
  static func entries(of text: String) throws(DataYAML.Fault) -> [Entry] {
    guard text.utf8.count <= sizeLimit else {
      throw DataYAML.Fault(line: 1, message: "it has more than \(sizeLimit >> 10) KiB, which no such file has", hint: nil)
    }
    guard referenceCount(text) <= referenceLimit else {
      throw DataYAML.Fault(
        line: 1, message: "it has more than \(referenceLimit) anchors and references to them (&name, *name)",
        hint: "write out what they stand for")
    }
    let root: Node?
    do {
      root = try Yams.compose(yaml: String(text.trimmingPrefix("\u{FEFF}")))
    } catch {
      throw fault(of: error)
    }
    guard let root else { return [] }
    guard let mapping = root.mapping else {
      throw DataYAML.Fault(line: root.mark?.line ?? 1, message: "expected `key: value`", hint: nil)
    }
    return mapping.compactMap { key, value in
      self.text(key).map { Entry(key: $0, value: self.value(value), line: key.mark?.line ?? 1) }
    }
  }

  private static func value(_ node: Node) -> Value {
    switch node {
    case .scalar, .alias: return text(node).map { .text($0) } ?? .nested
    case .sequence(let sequence):
      let texts = sequence.compactMap(text)
      return texts.count == sequence.count ? .list(texts) : .nested
    case .mapping(let mapping):
      let pairs = mapping.compactMap { key, value in text(key).flatMap { key in text(value).map { (key: key, value: $0) } } }
      return pairs.count == mapping.count ? .map(pairs) : .nested
    }
  }

  private static func text(_ node: Node) -> String? { node.scalar.map { node.null == nil ? $0.string : "" } }

  private static func fault(of error: any Error) -> DataYAML.Fault {
    let hint = "put a text with special characters in quotes"
    switch error as? YamlError {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let place = context.map { "\($0.text) of line \($0.mark.line), " } ?? ""
      return DataYAML.Fault(line: mark.line, message: "no YAML: \(place)\(problem)", hint: hint)
    case .reader(let problem, let offset, _, let yaml):
      let line = 1 + yaml.prefix(offset ?? 0).count(where: \.isNewline)
      return DataYAML.Fault(line: line, message: "no YAML: \(problem)", hint: nil)
    case .duplicatedKeysInMapping(let keys, let context):
      let words = keys.count == 1 ? "\(keys[0]) is given twice" : "\(keys.joined(separator: ", ")) are given twice"
      return DataYAML.Fault(line: max(1, context.mark.line), message: words, hint: "keep one of the two")
    default: return DataYAML.Fault(line: 1, message: "no YAML: \(error)", hint: nil)
    }
  }
}
