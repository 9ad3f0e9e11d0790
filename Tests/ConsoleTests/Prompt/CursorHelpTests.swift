import Console
import Essentials
import Testing
import Workbench

struct CursorHelpTests {
  private func found(_ input: String) -> CursorHelp? {
    CursorHelp(Notebook(session: Session()).interpreter, in: input, at: input.unicodeScalars.count)
  }

  @Test func helpFitsTheTerminal() throws {
    let help = try #require(found("set "))
    for (columns, rows) in [(20, 10), (80, 24), (200, 50)] {
      let lines = help.lines(columns: columns, rows: rows)
      #expect(lines.count == rows - 3 && lines.last?.hasPrefix("... `help set`") == true)
      #expect(lines.allSatisfy { $0.terminalWidth < columns })
    }
    let short = try #require(found("pause "))
    let whole = short.lines(columns: 200, rows: 24, style: Style(isOn: true))
    #expect(whole.count == 3 && whole[0] == "\u{1B}[1m\(short.command.usage)\u{1B}[0m")
  }
}
