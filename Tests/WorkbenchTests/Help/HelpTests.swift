import Essentials
import FineTuning
import Foundation
import Script
import Testing
import Workbench

/// `help`: a page for everything, in 80 columns, from the declarations.
@Suite struct HelpTests {
  private let session = Session()

  private func help(_ topic: String) throws(ScriptError) -> String {
    var text = ""
    let interpreter = Interpreter(commands: .workbench, session: session) { event in
      if case .finished(let result) = event { text = result.output?.text ?? "" }
    }
    _ = try interpreter.run(SourceText("help \(topic)", name: "test"))
    return text
  }

  @Test func theOverviewNamesEveryCommand() throws {
    let text = try help("")
    for command in CommandTable<Session>.workbench.commands {
      #expect(text.contains("\n  \(command.words)  ") || text.contains("  \(command.words) "), "\(command.words)")
    }
    #expect(text.contains("help language"))
    #expect(text.hasSuffix(HelpTopics.firstLines.map { "  " + $0 }.joined(separator: "\n")))
  }

  /// A heading comes once, and with it what names it, in the table's order.
  @Test func commandsStandUnderTheHeadingsThatTheyName() {
    let groups = CommandTable<Session>.workbench.groups
    #expect(groups.map(\.group.name) == ["Data", "Model and settings", "Training", "Measuring and asking", "The session"])
    #expect(groups[3].commands.map(\.words) == ["evaluate", "confusion", "curves", "predict"])
    #expect(groups[4].commands.suffix(2).map(\.words) == ["print", "source"])
    let odd = CommandGroup("Odds", order: 0)
    let table = CommandTable<Session>([.hello, Command("greet", "greets", group: odd) { _, _, _ in Output() }])
    #expect(table.groups.map(\.group) == [odd, .session])
    #expect(table.neighbours(of: .hello).map(\.words) == ["print", "source"])
  }

  private static let topics =
    [""] + CommandTable<Session>.workbench.commands.map(\.words) + Setting.all.map(\.name) + LanguageTopic.all.map(\.word)
    + BuiltinFunction.allCases.map(\.rawValue) + Article.all.map(\.page.name) + ["dataset", "set lr", "memory"]

  @Test(arguments: topics) func pagesFitTheTerminal(_ topic: String) throws {
    let text = try help(topic)
    #expect(!text.isEmpty)
    for line in text.split(separator: "\n") where !line.hasPrefix("  let ") {
      #expect(line.terminalWidth <= 80, "\(topic): \(line)")
    }
  }

  @Test func commandsAreExplained() throws {
    let text = try help("train")
    for part in [
      "train [", "epochs=", "Gives", "samples_per_second", "Examples", "train epochs=1", "See also",
    ] {
      #expect(text.contains(part), "\(part)")
    }
    #expect(try help("set").contains("set NAME=VALUE ..."))
    #expect(try help("dataset").contains("dataset synthesize  "))
  }

  @Test func settingsAreExplained() throws {
    _ = try Interpreter(commands: .workbench, session: session).run(SourceText("set lr=3e-4", name: "test"))
    let text = try help("lr")
    for part in ["now       0.0003", "default   1e-5", "a number from 0 to 1000000", "next step", "1e-6", "5e-6"] {
      #expect(text.contains(part), "\(part): \(text)")
    }
    #expect(try help("lora_r").contains("before the first step"))
    #expect(try help("batch_size").contains("1.9 GB"))
    #expect(try help("metrics").contains("mean_average_precision"))
  }

  @Test func topicsAreFoundByOtherNames() throws {
    #expect(try help("strings").contains("texts"))
    #expect(try help("LR").hasPrefix("set lr=VALUE"))
    #expect(try help("'<OD>'").contains("Locate the objects"))
    #expect(try help("memory").contains("batch_size"))
    #expect(try help("keys").contains("Ctrl-R"))
  }

  @Test(arguments: [
    ("trian", "did you mean `help train`?"), ("dataset laod", "did you mean `help dataset load`?"), ("xyzzyx", "`help` lists them"),
  ])
  func unknownTopicsAreMistakes(_ topic: String, _ hint: String) {
    do throws(ScriptError) {
      let text = try help(topic)
      Issue.record("\(text)")
    } catch {
      #expect(error.diagnostics.first?.hint == hint)
      #expect(error.diagnostics.first?.column == 6)
    }
  }

  /// Whoever changes these asks for advice first.
  @Test func whatDecidesATrainingHasAdvice() {
    for name in [
      "lr", "batch_size", "epochs", "lora_r", "lora_alpha", "metrics", "warmup_steps", "freeze_vision", "num_beams", "checkpointing",
    ] {
      #expect(Setting.named(name)?.advice.isEmpty == false, "\(name)")
    }
    for setting in Setting.all where !setting.advice.isEmpty { #expect(setting.advice.hasSuffix("."), "\(setting.name)") }
  }

  @Test func theReferenceHasEverything() {
    let page = Reference.markdown
    for command in CommandTable<Session>.workbench.commands {
      #expect(page.contains("### \(command.words)\n\n```\n\(command.usage)\n```"))
      for parameter in command.parameters { #expect(page.contains(parameter.meaning), "\(command.words) \(parameter.name)") }
      for example in command.examples { #expect(page.contains(example.source), "\(command.words): \(example.source)") }
    }
    for setting in Setting.all {
      #expect(page.contains("| `\(setting.name)` |") && page.contains(setting.advice) || setting.advice.isEmpty)
    }
    for topic in LanguageTopic.all { #expect(page.contains(topic.usage)) }
  }
}
