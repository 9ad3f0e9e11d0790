import Script
import Testing
import Workbench

struct CursorHelpTests {
  /// The cursor is where the bar is.
  private func found(_ marked: String) -> CursorHelp? {
    let parts = marked.split(separator: "|", omittingEmptySubsequences: false)
    return CursorHelp(Notebook(session: Session()).interpreter, in: parts.joined(), at: parts[0].unicodeScalars.count)
  }

  @Test(arguments: [
    ("train |", "train"), ("train|", "train"), ("tra|in", "train"), ("|train", "train"), ("dataset lo|ad x", "dataset load"),
    ("dataset load|", "dataset load"), ("print 'é'; dataset load |", "dataset load"), ("repeat 2 {\n  tra|in", "train"),
    ("train ep|ochs=3", "train"), ("show train|", "show"), ("tra|", nil), ("|", nil), ("train; |", nil), ("let x = 3|", nil),
  ])
  func theWordAtTheCursorCountsWhole(input: String, command: String?) { #expect(found(input)?.command.words == command) }

  @Test func aSettingHasAPageOfItsOwn() throws {
    for input in ["set lr=|", "set l|r=3e-4", "set batch_size=3 lr=3|e-4", "set lr|=3"] {
      let help = try #require(found(input))
      #expect(help.page.usage == "set lr=VALUE", "\(input)")
      #expect(help.lines == help.page.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
      #expect(help.lines.contains { $0.hasPrefix("  now ") })
    }
  }

  @Test func elsewhereThePageIsTheCommands() throws {
    let help = try #require(found("train epochs=|"))
    #expect(help.page.name == "train" && help.page.usage == help.command.usage)
    #expect(help.lines.prefix(2) == [help.command.usage, "  " + help.command.summary])
    #expect(help.lines.dropFirst(2).map { $0.prefix { $0 != ":" } } == ["  epochs"])
  }

  @Test func theParametersThatTheWordBeginsAreExplained() throws {
    let begun = try #require(found("set lr|"))
    #expect(begun.lines.dropFirst(2).map { $0.prefix { $0 != ":" } } == ["  lr", "  lr_scheduler"])
    let all = try #require(found("set |"))
    #expect(all.lines.count == 2 + all.command.parameters.count)
  }
}
