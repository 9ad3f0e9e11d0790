import Essentials
import Script

/// What the command that the cursor is in, and the parameter it is at, are for.
struct CursorHelp<Session> {
  let command: Command<Session>
  let parameter: String?
  let session: Session
  let columns: Int
  let style: Style

  /// Lines that fit the terminal.
  var lines: [String] {
    var lines = [style.bold(cut(command.usage, columns - 1)), cut("  " + command.summary, columns - 1)]
    for shown in command.parameters where parameter == nil || shown.name == parameter {
      let present = command.present(session, shown.name).map { ", now \($0)" } ?? ""
      let standard = shown.standard.map { ", default \($0.display)" } ?? shown.standardMeaning.map { ", otherwise \($0)" } ?? ""
      lines.append(cut("  \(shown.name): \(shown.meaning) (\(shown.type)\(standard)\(present))", columns - 1))
    }
    return lines
  }
}
