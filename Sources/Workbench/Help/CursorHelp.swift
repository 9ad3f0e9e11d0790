import FineTuning
import Script

/// Help on the command that a cursor is in, and on the parameter it is at.
package struct CursorHelp {
  package let command: Command<Session>
  /// The parameter, when it is known.
  private let parameter: String?
  /// The word at the cursor: perhaps the beginning of a parameter's name.
  private let word: String
  private let interpreter: Interpreter<Session>

  /// Nil where no command is.
  ///
  /// - Parameter cursor: scalars of the input that stand before it. The word it is in counts whole.
  package init?(_ interpreter: Interpreter<Session>, in input: String, at cursor: Int) {
    let scalars = Array(input.unicodeScalars)
    var end = min(max(cursor, 0), scalars.count)
    while end < scalars.count, scalars[end].isWordPart { end += 1 }
    word = String(String.UnicodeScalarView(scalars[..<end].reversed().prefix(while: \.isWordPart).reversed()))
    // The name of a parameter is one by its sign.
    if !word.isEmpty, end < scalars.count, scalars[end] == "=" { end += 1 }
    let before = String(String.UnicodeScalarView(scalars[..<end]))
    // A command's own words are being typed until a blank follows.
    let completions = [before, before + " "].lazy.map(interpreter.complete)
    guard let completion = completions.first(where: { $0.command != nil }),
      let command = completion.command.flatMap({ interpreter.commands[$0] })
    else { return nil }
    (self.command, self.interpreter) = (command, interpreter)
    parameter = completion.parameter
  }

  /// All that is known: of a setting that is being set, else of the command.
  package var page: HelpPage {
    settingPage ?? HelpPage(command, of: interpreter.commands, in: interpreter.session)
  }

  /// What one wants to know while typing: the setting's page, else how the command is written and what the parameters at the cursor are.
  package var lines: [String] {
    guard let settingPage else { return [command.usage, "  " + command.summary] + parameters.map(line) }
    return settingPage.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private var settingPage: HelpPage? {
    guard command.words == "set", let setting = parameter.flatMap(Setting.named) else { return nil }
    return HelpPage(setting, in: interpreter.session)
  }

  /// The one at the cursor, those whose names the word begins, or all.
  private var parameters: [Parameter] {
    let named = command.parameters.filter { $0.name == parameter }
    if !named.isEmpty { return named }
    let begun = word.isEmpty ? [] : command.parameters.filter { $0.name.hasPrefix(word) }
    return begun.isEmpty ? command.parameters : begun
  }

  private func line(_ parameter: Parameter) -> String {
    let present = command.present(interpreter.session, parameter.name).map { "now \($0); " } ?? ""
    let standard = parameter.standard.map { "; default \($0.display)" } ?? ""
    return "  \(parameter.name): \(parameter.meaning) (\(present)\(parameter.type)\(standard))"
  }
}

extension Unicode.Scalar {
  fileprivate var isWordPart: Bool { self == "_" || properties.isAlphabetic || properties.numericType != nil }
}
