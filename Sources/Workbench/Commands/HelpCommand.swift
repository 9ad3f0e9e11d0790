import Essentials
import Script

extension Command<Session> {
  static let help = Command(
    "help", "lists the commands, or explains one",
    parameters: [.optional("topic", .words, or: "all commands", "a command's words", repeated: true)],
    examples: [Example("help dataset load", "one command with its parameters and examples")]
  ) { _, arguments, context in
    let words = arguments.find("topic", as: [Value].self)?.map(\.display) ?? []
    let topic = words.joined(separator: " ")
    if topic.isEmpty { return Output(text: list(context.commands.commands)) }
    if let command = context.commands[topic] { return Output(text: page(command)) }
    let below = context.commands.commands(beginningWith: topic)
    guard below.isEmpty else { return Output(text: list(below)) }
    let near = context.commands.nearest(to: words).map { "did you mean `help \($0)`?" }
    throw ArgumentFault("topic", "there is no command `\(topic)`", kind: .name, hint: near ?? "`help` lists them")
  }
}

/// A line for each command.
private func list(_ commands: [Command<Session>]) -> String {
  let width = commands.map(\.words.count).max() ?? 0
  return commands.map { $0.words + String(repeating: " ", count: width + 2 - $0.words.count) + $0.summary }.joined(separator: "\n")
}

/// Everything a command's declaration says.
private func page(_ command: Command<Session>) -> String {
  var lines = [command.usage, "  " + command.summary]
  if !command.details.isEmpty { lines.append("  " + command.details) }
  for parameter in command.parameters {
    let standard = parameter.standard.map { "; default \($0.display)" } ?? parameter.standardMeaning.map { "; otherwise \($0)" } ?? ""
    lines.append("  \(parameter.name): \(parameter.meaning) (\(parameter.type)\(standard))")
  }
  if !command.results.isEmpty { lines.append("gives " + command.results.map(\.name).joined(separator: ", ")) }
  for example in command.examples { lines.append("  " + example.source + (example.meaning.isEmpty ? "" : "   # " + example.meaning)) }
  return lines.joined(separator: "\n")
}
