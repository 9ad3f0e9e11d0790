extension Binder {
  /// A fault of the grammar with the remedy that the table of commands knows.
  func remedied(_ fault: Fault) -> Fault {
    guard let misread = fault.misread else { return fault }
    var fault = fault
    let name = misread.name.text
    if misread.words.isEmpty {
      fault.hint = assignment(of: name, misread.value) ?? fault.hint
      return fault
    }
    guard let command = commands.match(misread.words)?.command else { return fault }
    let meant = command.parameters.meant(by: name)
    if let meant, meant.name == name {
      if misread.value == "VALUE" { fault.hint = "\(name)=VALUE, which is \(meant.type)" }
    } else if let meant {
      fault.hint = "`\(command.words)` calls it `\(meant.name)`: \(meant.name)=\(misread.value)"
    } else {
      return Fault(.name, misread.name.span, "`\(command.words)` has no parameter `\(name)`", hint: command.usage)
    }
    return fault
  }

  /// What to write to give a command's parameter a value; nil when no command has such a one.
  func assignment(of name: String, _ value: String) -> String? {
    let taking = commands.commands(taking: name).prefix(2).map { "`\($0.command.words) \($0.parameter)=\(value)`" }
    if taking.isEmpty { return nil }
    let variable = name.isName ? "; `let \(name) = \(value)` makes a variable" : ""
    return "did you mean \(taking.joined(separator: " or "))?" + variable.replacing("; ", with: " ")
  }
}
