import Essentials

extension Parser {
  /// A word in an expression is neither a variable nor a text.
  func bareWord(_ name: NameSyntax) -> Fault {
    if ReservedWord(rawValue: name.text) != nil {
      return Fault(.syntax, name.span, "`\(name.text)` stands where a value is expected")
    }
    if BuiltinFunction(rawValue: name.text) != nil {
      return Fault(.syntax, name.span, "`\(name.text)` is a function: its values follow in parentheses", hint: "\(name.text)(...)")
    }
    let hint = ForeignWords.constants[name.text].map { "write `\($0)`" } ?? "`$\(name.text)` is the variable, '\(name.text)' the text"
    return Fault(.name, name.span, "a bare word, `\(name.text)`, stands in an expression", hint: hint)
  }

  func unknownFunction(_ name: NameSyntax) -> Fault {
    if ReservedWord(rawValue: name.text) != nil {
      return Fault(.syntax, name.span, "`\(name.text)` stands where a value is expected")
    }
    if let hint = ForeignWords.functions[name.text] {
      return Fault(.name, name.span, "there is no function `\(name.text)`", hint: hint)
    }
    let names = BuiltinFunction.allCases.map(\.rawValue)
    let nearest = nearestName(to: name.text, in: names).map { "did you mean `\($0)`?" }
    return Fault(
      .name, name.span, "there is no function `\(name.text)`",
      hint: nearest
        ?? "the functions: \(names.joined(separator: " ")). A command stands in parentheses with its values behind it: (\(name.text) 1)")
  }
}
