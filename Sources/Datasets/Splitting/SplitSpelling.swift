/// What programs call the three splits: one table for folders, keys of YAML files, lists and names of files.
extension DatasetSplit.Name {
  /// In small letters, the usual name first.
  var spellings: [String] {
    switch self {
    case .train: ["train", "training"]
    case .valid: ["valid", "val", "validation", "dev", "devel", "development", "eval", "evaluation"]
    case .test: ["test", "testing"]
    }
  }

  /// The split that a name such as `val2017`, `Train` or `dev` means.
  init?(spelledIn text: String) {
    let name = text.lowercased().reversed().drop { $0.isNumber || $0 == "_" || $0 == "-" }.reversed()
    guard let split = Self.allCases.first(where: { $0.spellings.contains(String(name)) }) else { return nil }
    self = split
  }

  /// The split that one word of a file's name means, as in `helmets_train.json` and `annotations.val`; nil where words mean several.
  init?(spelledAmongWordsOf text: String) {
    let meant = Set(Self.words(of: text).compactMap { Self(spelledIn: $0) })
    guard meant.count == 1, let split = meant.first else { return nil }
    self = split
  }

  /// Whether a name looks like a split's and means none: `trainval`, `my_test`, `vaild`.
  static func resembles(_ text: String) -> Bool {
    guard Self(spelledIn: text) == nil else { return false }
    let words = words(of: text)
    if words.contains(where: { Self(spelledIn: $0) != nil || likeSplits.contains($0) }) { return true }
    return words.count == 1 && misspellings.contains(words[0])
  }

  /// Parts of a training that no split here stands for.
  private static let likeSplits: Set<String> = ["trainval", "minitrain", "minival", "holdout", "unlabeled", "unlabelled"]

  /// The names with two letters exchanged, left out or doubled.
  private static let misspellings: Set<String> = {
    let names = ["train", "training", "valid", "val", "validation", "test", "testing"]
    var found: Set<String> = []
    for name in names {
      let letters = Array(name)
      for index in letters.indices {
        if letters.count > 4 { found.insert(String(letters[..<index] + letters[(index + 1)...])) }
        found.insert(String(letters[...index] + letters[index...]))
        guard index + 1 < letters.count else { continue }
        var exchanged = letters
        exchanged.swapAt(index, index + 1)
        found.insert(String(exchanged))
      }
    }
    return found.subtracting(names)
  }()

  private static func words(of text: String) -> [String] { text.lowercased().split { !$0.isLetter }.map(String.init) }
}
