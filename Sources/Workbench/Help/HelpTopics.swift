import Essentials
import FineTuning
import Script

/// Everything that help knows a page of.
package struct HelpTopics {
  struct Topic {
    /// The first is how it is called in lists.
    let names: [String]
    let summary: String
    let page: HelpPage
  }

  let commands: CommandTable<Session>
  let session: Session?
  let all: [Topic]

  /// - Parameter session: whose present values are told; nil for the reference.
  init(_ commands: CommandTable<Session>, in session: Session?) {
    self.commands = commands
    self.session = session
    var topics = commands.commands.map { command in
      Topic(names: [command.words], summary: command.summary, page: HelpPage(command, of: commands, in: session))
    }
    topics += Setting.all.map { setting in
      Topic(
        names: [setting.name, "set " + setting.name] + setting.otherNames, summary: setting.meaning,
        page: HelpPage(setting, in: session))
    }
    topics += Article.all.map { Topic(names: $0.names, summary: $0.summary, page: $0.page) }
    topics += LanguageTopic.all.map { Topic(names: [$0.word], summary: $0.summary, page: HelpPage($0)) }
    topics += BuiltinFunction.allCases.map {
      Topic(names: [$0.rawValue, $0.rawValue + "()"], summary: $0.usage.meaning, page: HelpPage($0))
    }
    all = topics
  }

  /// The page of `name`, however its letters are; where a command and a setting share it, both.
  func page(_ name: String) -> String? {
    let wanted = name.lowercased()
    var pages = all.filter { $0.names.contains(wanted) }.map(\.page.text)
    let below = commands.commands(beginningWith: wanted)
    if commands[wanted] == nil, !below.isEmpty {
      pages.insert(HelpLayout.rows(below.map { ($0.words, $0.summary) }).joined(separator: "\n"), at: 0)
    }
    return pages.isEmpty ? nil : pages.joined(separator: "\n\n")
  }

  /// The topic whose name is nearest.
  func nearest(to name: String) -> String? {
    commands.nearest(to: name.split(separator: " ").map(String.init)) ?? nearestName(to: name, in: all.flatMap(\.names))
  }

  /// The topics that have all of these words in their names or, failing that, in their summaries.
  func search(_ words: [String]) -> [Topic] {
    let wanted = words.map { $0.lowercased() }.filter { $0.count > 1 }
    guard !wanted.isEmpty else { return [] }
    let named = all.filter { topic in wanted.allSatisfy { word in topic.names.contains { $0.contains(word) } } }
    let told = all.filter { topic in
      !named.contains { $0.names[0] == topic.names[0] } && wanted.allSatisfy { topic.summary.lowercased().contains($0) }
    }
    return named + told
  }

  /// The list that `help` alone shows.
  var overview: String {
    var lines: [String] = []
    let width = commands.commands.map(\.words.count).max() ?? 0
    for (group, commands) in commands.groups {
      lines.append(group.name)
      lines += HelpLayout.rows(commands.map { ($0.words.padding(to: width), $0.summary) })
    }
    lines.append("The language")
    lines += HelpLayout.rows([
      ("let, if, for, def".padding(to: width), "variables, conditions, loops: help language")
    ])
    lines.append("")
    lines += HelpLayout.wrapped(
      """
      help COMMAND, help SETTING or help TOPIC tells more: help train, help lr, help dataset. Topics: \
      \(Article.all.map { $0.names[0] }.joined(separator: ", ")).
      """)
    lines += ["", "Try this first; it needs no file:"] + Self.firstLines.map { "  " + $0 }
    return lines.joined(separator: "\n")
  }

  /// What works at once for somebody who has neither a dataset nor a model.
  package static let firstLines = [
    "dataset synthesize ./chess style=chess; dataset load ./chess", "model load nano; set lr=2e-3 batch_size=8",
    "train epochs=5; plot loss; show test predictions=true before=true",
  ]
}

extension String {
  fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
