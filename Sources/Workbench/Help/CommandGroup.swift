import Script

/// What commands are for: the headings of help's list.
enum CommandGroup: String, CaseIterable {
  case data = "Data"
  case model = "Model and settings"
  case training = "Training"
  case judging = "Measuring and asking"
  case session = "The session"

  /// By the first word of its name; a command that no heading knows is one of the session.
  init(of command: Command<Session>) {
    switch command.words.split(separator: " ").first {
    case "dataset", "show", "image", "tokenize": self = .data
    case "model", "lora", "set", "config", "reset": self = .model
    case "train", "step", "epoch", "validate", "checkpoint", "history", "plot", "trace", "undo": self = .training
    case "evaluate", "confusion", "predict": self = .judging
    default: self = .session
    }
  }

  /// Every heading with its commands, in the table's order.
  static func all(in table: CommandTable<Session>) -> [(group: CommandGroup, commands: [Command<Session>])] {
    let groups = Dictionary(grouping: table.commands, by: CommandGroup.init(of:))
    return allCases.compactMap { group in groups[group].map { (group, $0) } }
  }

  /// Other commands of the same noun; for a command without one, some of the same heading.
  static func neighbours(of command: Command<Session>, in table: CommandTable<Session>) -> [String] {
    let noun = command.words.split(separator: " ")[0]
    let others = table.commands.filter { $0.words != command.words && $0.words != "help" }
    let sameNoun = others.filter { $0.words.split(separator: " ")[0] == noun }
    let sameGroup = others.filter { CommandGroup(of: $0) == CommandGroup(of: command) && !$0.words.contains(" ") }
    return (sameNoun.isEmpty ? sameGroup : sameNoun).prefix(6).map { "help " + $0.words }
  }
}
