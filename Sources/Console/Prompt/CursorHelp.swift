import Essentials
import FineTuning
import Script
import Workbench

/// What the command that the cursor is in, and the parameter it is at, are for.
struct CursorHelp {
  let command: Command<Session>
  /// The parameter, when it is known.
  let parameter: String?
  /// What stands before the cursor: its last word may be the beginning of a parameter's name.
  let typed: String
  let session: Session
  let columns: Int
  let rows: Int
  let style: Style

  /// Lines that fit the terminal.
  var lines: [String] {
    var lines = page ?? summary
    let room = max(rows - 3, 3)
    if lines.count > room { lines[(room - 1)...] = ["... `help \(command.words)` tells all"] }
    return lines.enumerated().map { number, line in
      let line = cut(line, columns - 1)
      return number == 0 ? style.bold(line) : line
    }
  }

  /// The page of a setting, with its advice.
  private var page: [String]? {
    guard let parameter, command.words == "set", let setting = Setting.named(parameter) else { return nil }
    let text = HelpPage(setting, in: session.configuration).text
    return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private var summary: [String] {
    let word = String(typed.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }.reversed())
    let begun = word.isEmpty ? [] : command.parameters.filter { $0.name.hasPrefix(word) }
    let named = command.parameters.filter { $0.name == parameter }
    let shown = !named.isEmpty ? named : !begun.isEmpty ? begun : command.parameters
    return [command.usage, "  " + command.summary] + shown.map(line)
  }

  private func line(_ parameter: Parameter) -> String {
    let present = command.present(session, parameter.name).map { "now \($0); " } ?? ""
    let standard = parameter.standard.map { "; default \($0.display)" } ?? ""
    return "  \(parameter.name): \(parameter.meaning) (\(present)\(parameter.type)\(standard))"
  }
}
