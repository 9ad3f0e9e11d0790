/// Reads the top level of a small YAML file, entry by entry.
struct YAMLSubset {
  /// A value as far as it is understood.
  enum Value: Hashable {
    case text(String)
    case list([String])
    /// In the file's order.
    case map([Pair])

    struct Pair: Hashable {
      let key: String
      let value: String
    }

    /// In words.
    var kind: String {
      switch self {
      case .text(let text): text.isEmpty ? "empty" : "a text"
      case .list: "a list"
      case .map: "a map"
      }
    }
  }

  struct Entry {
    let key: String
    let value: Value
    /// From 1.
    let line: Int
  }

  /// The keys that were asked for and are there, whether their values were understood or not.
  private(set) var seen: Set<String> = []
  /// What was not understood.
  private(set) var faults: [DataYAML.Fault] = []
  private let lines: [Substring]
  private var index = 0

  init(_ text: String) {
    // "\r\n" is one character to Swift.
    lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// The next entry with one of these keys; nil at the file's end.
  mutating func next(of keys: Set<String>) -> Entry? {
    while index < lines.count {
      let (line, number) = (lines[index], index + 1)
      index += 1
      let content = YAMLScalar.withoutComment(line)
      if content.allSatisfy(\.isWhitespace) || content.hasPrefix("%") { continue }
      if content == "---" || content == "..." { continue }
      guard !line.hasPrefix(" "), !line.hasPrefix("\t"), !line.hasPrefix("-"), let colon = YAMLScalar.colon(in: content) else {
        add(number, "expected `key: value`")
        continue
      }
      let body = takeBody()
      guard let key = scalar(content[..<colon], number), keys.contains(key) else { continue }
      seen.insert(key)
      let rest = content[content.index(after: colon)...].trimmingBlanks
      if let value = value(rest, line: number, body: body) { return Entry(key: key, value: value, line: number) }
    }
    return nil
  }

  /// The lines that belong to the key before them: indented ones, and a list that is not.
  private mutating func takeBody() -> [(text: Substring, line: Int)] {
    var body: [(text: Substring, line: Int)] = []
    while index < lines.count {
      let line = lines[index]
      let content = YAMLScalar.withoutComment(line)
      let isBlank = content.allSatisfy(\.isWhitespace)
      let closes = line.hasPrefix("]") || line.hasPrefix("}")
      guard isBlank || closes || line.hasPrefix(" ") || line.hasPrefix("\t") || line.hasPrefix("- ") || content == "-" else { break }
      if !isBlank { body.append((content, index + 1)) }
      index += 1
    }
    return body
  }

  private mutating func value(_ rest: Substring, line: Int, body: [(text: Substring, line: Int)]) -> Value? {
    if let first = rest.first, "&*!|>@`".contains(first) {
      add(line, "`\(first)` begins something that is not understood here", hint: "write the value out, in quotes if it is a text")
      return nil
    }
    if rest.hasPrefix("[") || rest.hasPrefix("{") { return flow(([(rest, line)] + body)) }
    if rest.isEmpty, let first = body.first {
      let start = first.text.trimmingBlanks
      if start.hasPrefix("[") || start.hasPrefix("{") { return flow(body) }
      return start.hasPrefix("- ") || start == "-" ? list(body) : map(body)
    }
    guard body.isEmpty else {
      add(body[0].line, "a text over several lines is not understood here", hint: "write it in one line")
      return nil
    }
    return scalar(rest, line).map { .text($0) }
  }

  /// `- a`, a line each.
  private mutating func list(_ body: [(text: Substring, line: Int)]) -> Value? {
    var values: [String] = []
    for (text, line) in body {
      let item = text.trimmingBlanks
      guard item.hasPrefix("- ") || item == "-" else {
        add(line, "expected `- ` and a text")
        return nil
      }
      let rest = item.dropFirst().trimmingBlanks
      if let first = rest.first, "[{&*!|>@`".contains(first) || YAMLScalar.colon(in: rest) != nil {
        add(line, "a list may hold texts alone here", hint: "put a text with special characters in quotes")
        return nil
      }
      guard let value = scalar(rest, line) else { return nil }
      values.append(value)
    }
    return .list(values)
  }

  /// `0: a`, a line each.
  private mutating func map(_ body: [(text: Substring, line: Int)]) -> Value? {
    var pairs: [Value.Pair] = []
    let indentation = body[0].text.prefix { $0 == " " || $0 == "\t" }
    for (text, line) in body {
      let indented = text.prefix { $0 == " " || $0 == "\t" }
      guard indented == indentation, let colon = YAMLScalar.colon(in: text) else {
        add(line, "expected `key: value`, indented like the line before")
        return nil
      }
      let rest = text[text.index(after: colon)...].trimmingBlanks
      guard let key = scalar(text[..<colon], line), let value = scalar(rest, line) else { return nil }
      pairs.append(Value.Pair(key: key, value: value))
    }
    return .map(pairs)
  }

  /// `[a, b]` or `{0: a, 1: b}`, over any number of lines.
  private mutating func flow(_ body: [(text: Substring, line: Int)]) -> Value? {
    let text = body.map { String($0.text) }.joined(separator: " ").trimmingBlanks
    let line = body[0].line
    let closing: Character = text.first == "[" ? "]" : "}"
    guard text.last == closing, text.count > 1 else {
      add(line, "the list that begins here does not end with `\(closing)`")
      return nil
    }
    let isMap = closing == "}"
    var (values, pairs): ([String], [Value.Pair]) = ([], [])
    for item in YAMLScalar.items(in: text.dropFirst().dropLast()) {
      let item = item.trimmingBlanks
      if let first = item.first, "[{&*!".contains(first) {
        add(line, "a list may hold texts alone here", hint: "put a text with special characters in quotes")
        return nil
      }
      if isMap {
        guard let colon = YAMLScalar.colon(in: item), let key = scalar(item[..<colon], line),
          let value = scalar(item[item.index(after: colon)...], line)
        else {
          add(line, "expected `key: value` between the commas")
          return nil
        }
        pairs.append(Value.Pair(key: key, value: value))
      } else {
        guard let value = scalar(item, line) else { return nil }
        values.append(value)
      }
    }
    return isMap ? .map(pairs) : .list(values)
  }

  private mutating func scalar(_ text: Substring, _ line: Int) -> String? {
    let value = YAMLScalar.text(of: text.trimmingBlanks)
    if value == nil { add(line, "\(text.trimmingBlanks) is no text: a quote is open or an escape is unknown") }
    return value
  }

  private mutating func add(_ line: Int, _ message: String, hint: String? = nil) {
    faults.append(DataYAML.Fault(line: line, message: message, hint: hint))
  }
}
