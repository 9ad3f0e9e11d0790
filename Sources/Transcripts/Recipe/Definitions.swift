import Script

/// The definitions of a session in one recipe. There every `def` holds from the first line on and may stand once, while at the prompt it
/// could be made anew: what was called before and after is given two names.
struct Definitions {
  struct Occurrence {
    let name: String
    let text: String
    let piece: Piece
    let input: Transcript.Input
    let order: Int
    /// Words that may name other definitions.
    let calls: Set<String>
  }

  private let occurrences: [Occurrence]
  private let hasOneMeaning: Bool
  /// Whether a function or a command has the name too: lines before the definition may mean that.
  private let isShared: (String) -> Bool
  /// Those that hold at present.
  private var present: [String: Occurrence] = [:]
  /// The names that were given, by meaning.
  private var names: [Meaning: String] = [:]
  private var written: Set<String> = []
  private var missing: [String] = []

  /// A definition with all that it calls, directly or not.
  private struct Meaning: Hashable {
    let name: String
    let texts: [String: String]
  }

  init(_ occurrences: [Occurrence], isShared: @escaping (String) -> Bool) {
    self.occurrences = occurrences
    self.isShared = isShared
    hasOneMeaning = Dictionary(grouping: occurrences, by: \.name).values.allSatisfy { Set($0.map(\.text)).count == 1 }
  }

  /// The inputs up to this one have defined what holds now.
  mutating func enter(_ order: Int) {
    for occurrence in occurrences where occurrence.order <= order { present[occurrence.name] = occurrence }
  }

  func isDefined(_ name: String) -> Bool { present[name] != nil }

  /// What the definition that holds now is called in the recipe.
  mutating func variant(of name: String) -> String {
    if hasOneMeaning, !isShared(name) { return name }
    let meaning = meaning(of: name)
    if let known = names[meaning] { return known }
    var new = name
    var count = 1
    while isShared(new) || names.values.contains(new) || (new != name && occurrences.contains { $0.name == new }) {
      count += 1
      new = "\(name)_\(count)"
    }
    names[meaning] = new
    return new
  }

  private func meaning(of name: String) -> Meaning {
    var texts: [String: String] = [:]
    var open = [name]
    while let next = open.popLast() {
      guard texts[next] == nil, let occurrence = present[next] else { continue }
      texts[next] = occurrence.text
      open += occurrence.calls
    }
    return Meaning(name: name, texts: texts)
  }

  /// Whether the definition that holds now is to be written where it stands: it has not been.
  mutating func write(_ name: String) -> Bool { written.insert(variant(of: name)).inserted }

  /// A call of it was written.
  mutating func need(_ name: String) {
    if !written.contains(variant(of: name)), !missing.contains(name) { missing.append(name) }
  }

  /// Definitions that are called and were not written, as `write` writes them.
  mutating func takeMissing(_ write: (Occurrence, inout Definitions) -> String) -> [String] {
    var texts: [String] = []
    while let name = missing.popLast() {
      guard let occurrence = present[name], self.write(name) else { continue }
      texts.append(write(occurrence, &self))
    }
    return texts
  }
}
