import Essentials

/// The commands there are, in the order help lists them in.
package struct CommandTable<Session>: Sendable {
  package let commands: [Command<Session>]
  /// First words of commands, which no definition may have as its name. Commands that are not among them yield to a recipe's own `def`.
  package let fixedWords: Set<String>
  private let byWords: [String: Int]
  /// The most words a command's name has.
  private let longest: Int

  /// The given commands and, behind them, the language's own.
  ///
  /// - Parameter fixed: first words of those that recipes always had; nil for all.
  package init(_ commands: [Command<Session>], fixed: Set<String>? = nil) {
    self.commands = commands + [.print, .source]
    let words = fixed ?? Set(commands.compactMap { $0.words.split(separator: " ").first.map(String.init) })
    fixedWords = words.union(["print", "source"])
    byWords = Dictionary(self.commands.enumerated().map { ($1.words, $0) }, uniquingKeysWith: { first, _ in first })
    longest = self.commands.map { $0.words.split(separator: " ").count }.max() ?? 0
  }

  /// The command called exactly `words`.
  package subscript(words: String) -> Command<Session>? { byWords[words].map { commands[$0] } }

  /// The command whose name is the longest beginning of `words`, and how many of them it takes.
  package func match(_ words: [String]) -> (command: Command<Session>, count: Int)? {
    for count in stride(from: min(longest, words.count), to: 0, by: -1) {
      if let command = self[words[..<count].joined(separator: " ")] { return (command, count) }
    }
    return nil
  }

  /// Commands whose names begin with `words` and go on.
  package func commands(beginningWith words: String) -> [Command<Session>] {
    words.isEmpty ? commands : commands.filter { $0.words.hasPrefix(words + " ") }
  }

  /// The first words of all names, each once.
  package var firstWords: [String] {
    var seen: Set<String> = []
    return commands.compactMap { $0.words.split(separator: " ").first.map(String.init) }.filter { seen.insert($0).inserted }
  }

  /// The name that a person who wrote `words` most likely meant.
  package func nearest(to words: [String], and others: some Sequence<String> = []) -> String? {
    let names = commands.map(\.words)
    if words.count > 1 {
      // Of one noun the verb, then the two the other way round, then any two that are near.
      let ofNoun = commands(beginningWith: words[0]).map { String($0.words.dropFirst(words[0].count + 1)) }
      if let verb = nearestName(to: words[1], in: ofNoun) { return words[0] + " " + verb }
      let swapped = words[1] + " " + words[0]
      if byWords[swapped] != nil { return swapped }
      if let near = nearestName(to: words[..<2].joined(separator: " "), in: names.filter { $0.contains(" ") }) { return near }
    }
    guard let first = words.first else { return nil }
    return nearestName(to: first, in: names.filter { !$0.contains(" ") } + firstWords + others)
      ?? names.first { $0.split(separator: " ").dropFirst().contains { $0 == first } }
      ?? (first.count < 3 ? nil : names.first { $0.hasPrefix(first.lowercased()) })
  }

  /// Commands that take a parameter called `name`, here or in other programs, and what it is called here.
  func commands(taking name: String) -> [(command: Command<Session>, parameter: String)] {
    commands.compactMap { command in command.parameters.called(name).map { (command, $0.name) } }
  }
}
