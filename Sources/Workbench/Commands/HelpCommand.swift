import Essentials
import Script

extension Command<Session> {
  static let help = Command(
    "help", "lists the commands, or explains a command, a setting or a topic", group: .session,
    details: "A word that is no topic is looked for in all names and summaries.",
    parameters: [.optional("topic", .words, or: "all commands", "a command's words, a setting, or a topic such as keys", repeated: true)],
    examples: [
      Example("help dataset load", "one command with its parameters and examples"),
      Example("help lr", "a setting: what it may be, what it is, and what to know before changing it"),
      Example("help keys", "the keys of the prompt"), Example("help memory", "whatever speaks of memory"),
    ],
    isKept: false,
    suggestions: { session, _ in
      HelpTopics(.workbench, in: session).all.map { Choice($0.names[0], $0.summary) }
    }
  ) { session, arguments, context in
    let words = arguments.find("topic", as: [Value].self)?.map(\.display) ?? []
    return try HelpLayout.$width.withValue(session.frontEnd.columns) { try help(on: words, HelpTopics(context.commands, in: session)) }
  }

  private static func help(on words: [String], _ topics: HelpTopics) throws -> Output {
    if words.isEmpty { return Output(text: topics.overview) }
    let topic = words.joined(separator: " ")
    if let page = topics.page(topic) { return Output(text: page) }
    let found = topics.search(words)
    guard found.isEmpty else {
      let rows = HelpLayout.rows(found.map { ($0.names[0], $0.summary) })
      return Output(text: (["\(topic) is no topic of its own; these speak of it:"] + rows).joined(separator: "\n"))
    }
    let near = topics.nearest(to: topic).map { "did you mean `help \($0)`?" }
    throw ArgumentFault("topic", "there is no topic `\(topic)`", kind: .name, hint: near ?? "`help` lists them")
  }
}
