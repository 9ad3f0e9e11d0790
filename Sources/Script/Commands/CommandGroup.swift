/// A heading under which help lists commands.
package struct CommandGroup: Sendable, Hashable {
  package let name: String
  /// Headings stand in this order.
  package let order: Int

  package init(_ name: String, order: Int) {
    self.name = name
    self.order = order
  }

  /// What concerns the session itself: of commands that name no other, the language's own among them.
  package static let session = CommandGroup("The session", order: .max)
}

extension CommandTable {
  /// Every heading with its commands, in the table's order.
  package var groups: [(group: CommandGroup, commands: [Command<Session>])] {
    Dictionary(grouping: commands, by: \.group).sorted { $0.key.order < $1.key.order }.map { ($0.key, $0.value) }
  }

  /// Other commands of the same noun; for a command without one, those of the same heading that have none either.
  package func neighbours(of command: Command<Session>) -> [Command<Session>] {
    let noun = command.words.split(separator: " ").first
    let others = commands.filter { $0.words != command.words }
    let sameNoun = others.filter { $0.words.split(separator: " ").first == noun }
    return sameNoun.isEmpty ? others.filter { $0.group == command.group && !$0.words.contains(" ") } : sameNoun
  }
}
