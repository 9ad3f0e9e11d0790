import ArgumentParser
import Essentials

/// The commands' names: a misspelt one is answered with the nearest, as a misspelt option is.
enum CommandNames {
  /// - Throws: `Faults` when the words before the first option lead to no command.
  static func check(_ words: [String], under root: any ParsableCommand.Type) throws {
    var command = root
    for word in words {
      let subcommands = command.configuration.subcommands
      if word.hasPrefix("-") || word == "help" || subcommands.isEmpty { return }
      guard let next = subcommands.first(where: { names(of: $0).contains(word) }) else {
        let all = subcommands.filter { $0.configuration.shouldDisplay }.flatMap(names)
        throw Faults(
          .name, "there is no command \(word)",
          hint: nearestName(to: word, in: all).map { "did you mean \($0)?" } ?? "the commands are \(all.joined(separator: ", "))")
      }
      command = next
    }
  }

  private static func names(of command: any ParsableCommand.Type) -> [String] {
    (command.configuration.commandName.map { [$0] } ?? []) + command.configuration.aliases
  }
}
