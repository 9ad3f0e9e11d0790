import Workbench

extension CursorHelp {
  /// Lines that fit the terminal.
  package func lines(columns: Int, rows: Int, style: Style = .plain) -> [String] {
    var lines = lines
    let room = max(rows - 3, 3)
    if lines.count > room { lines[(room - 1)...] = ["... `help \(command.words)` tells all"] }
    return lines.enumerated().map { number, line in
      let line = cut(line, columns - 1)
      return number == 0 ? style.bold(line) : line
    }
  }
}
