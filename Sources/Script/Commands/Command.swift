import Essentials
import Presentation

/// A command: one declaration from which parsing, help, completion, "did you mean" and the reference page all come.
package struct Command<Session>: Sendable {
  /// What it is called: "dataset load".
  package let words: String
  /// One line, without a full stop.
  package let summary: String
  /// Where help lists it.
  package let group: CommandGroup
  /// What a person may want to know beyond the summary.
  package let details: String
  package let parameters: [Parameter]
  package let results: [ResultField]
  /// Names that parameters have elsewhere, each with what to write here.
  package let namesElsewhere: [String: String]
  package let examples: [Example]
  /// Whether it belongs into a session that is saved as a recipe; not so what only looks at the session or ends it.
  package let isKept: Bool
  /// What a parameter is at present, as it would be typed; for completion and help.
  package let present: @Sendable (Session, _ parameter: String) -> String?
  /// What else a parameter may be, known only in the session: names of classes, runs, metrics.
  package let suggestions: @Sendable (Session, _ parameter: String) -> [Choice]
  package let run: @Sendable (Session, Arguments, CommandContext<Session>) throws -> Output

  package init(
    _ words: String, _ summary: String, group: CommandGroup = .session, details: String = "", parameters: [Parameter] = [],
    results: [ResultField] = [], namesElsewhere: [String: String] = [:], examples: [Example] = [], isKept: Bool = true,
    present: @escaping @Sendable (Session, String) -> String? = { _, _ in nil },
    suggestions: @escaping @Sendable (Session, String) -> [Choice] = { _, _ in [] },
    run: @escaping @Sendable (Session, Arguments, CommandContext<Session>) throws -> Output
  ) {
    self.words = words
    self.summary = summary
    self.group = group
    self.details = details
    self.parameters = parameters
    self.results = results
    self.namesElsewhere = namesElsewhere
    self.examples = examples
    self.isKept = isKept
    self.present = present
    self.suggestions = suggestions
    self.run = run
  }

  /// `dataset stats [SPLIT]`.
  package var usage: String { Parameter.usage(of: words, parameters) }
}

/// A field of what a command gives back.
package struct ResultField: Sendable {
  package let name: String
  package let meaning: String

  package init(_ name: String, _ meaning: String) {
    self.name = name
    self.meaning = meaning
  }
}

/// Lines that show a command at work. They are run by the tests.
package struct Example: Sendable {
  package let source: String
  package let meaning: String
  /// Whether it is of use where lines are typed one after the other, and not in a recipe.
  package let isForPrompt: Bool

  package init(_ source: String, _ meaning: String, isForPrompt: Bool = false) {
    self.source = source
    self.meaning = meaning
    self.isForPrompt = isForPrompt
  }
}

/// What a command gives back. It prints nothing itself.
package struct Output: Sendable {
  /// The result's fields; `.none` when it has none.
  package var value: Value
  /// What is shown to a person.
  package var display: Display
  /// To be shown where pictures can be.
  package var pictures: [Picture]
  /// Set when the user stopped the command and what it did so far holds: says what was kept and how to go on.
  package var stopped: String?
  /// Lines that do again what was done, where the command as it was written would do something else: of `step 100` that was stopped after
  /// 37, `step 37`.
  package var replay: String?
  /// The session ends.
  package var quits: Bool
  /// Whether the value is the input's result, `$_`; not so what only shows a value that was there.
  package var isResult: Bool

  package init(
    _ value: Value = .none, display: Display, pictures: [Picture] = [], stopped: String? = nil, replay: String? = nil, quits: Bool = false,
    isResult: Bool = true
  ) {
    self.value = value
    self.display = display
    self.pictures = pictures
    self.stopped = stopped
    self.replay = replay
    self.quits = quits
    self.isResult = isResult
  }

  /// - Parameter text: what is shown, line by line.
  package init(
    _ value: Value = .none, text: String = "", pictures: [Picture] = [], stopped: String? = nil, replay: String? = nil, quits: Bool = false,
    isResult: Bool = true
  ) {
    self.init(value, display: Display(text), pictures: pictures, stopped: stopped, replay: replay, quits: quits, isResult: isResult)
  }

  /// What is shown, as plain text.
  package var text: String { display.text }
}

/// What a command is told about the run it stands in.
package struct CommandContext<Session> {
  package let commands: CommandTable<Session>
  /// Asked often by long work.
  package let stop: StopToken
  /// The command as it was written.
  package let source: String
  /// The recipe it stands in; nil at the prompt.
  package let file: String?
  /// From 1.
  package let line: Int
  /// A person typed it.
  package let isAtPrompt: Bool
  /// Stands in parentheses: its value is all that is asked for.
  package let isNested: Bool
}
