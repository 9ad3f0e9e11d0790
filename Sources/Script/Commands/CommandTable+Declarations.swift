import Essentials

extension CommandTable {
  /// What is wrong with the declarations themselves, for a test to find: none when help, parsing and completion can rely on them.
  package func declarationFaults() -> [String] {
    var faults: [String] = []
    var seen: Set<String> = []
    for command in commands {
      if !seen.insert(command.words).inserted { faults.append("`\(command.words)` is declared twice") }
      faults += command.declarationFaults().map { "`\(command.words)`: \($0)" }
      for example in command.examples {
        let source = SourceText(example.source)
        for fault in Binder.bind(source, commands: self, loader: SourceLoader { _ in [] }).diagnostics {
          faults.append("`\(command.words)`: the example `\(example.source)`: \(fault.message)")
        }
      }
    }
    return faults
  }
}

extension Command {
  fileprivate func declarationFaults() -> [String] {
    var faults: [String] = []
    let parts = words.split(separator: " ", omittingEmptySubsequences: false)
    if !parts.allSatisfy(\.isName) { faults.append("its words are not names with one blank between them") }
    if parts.contains(where: { ReservedWord(rawValue: String($0)) != nil || $0 == "assert" }) { faults.append("it holds a reserved word") }
    if parts.contains(where: { BuiltinFunction(rawValue: String($0)) != nil }) { faults.append("it holds the name of a function") }
    faults += Self.proseFaults("the summary", summary)
    for (index, parameter) in parameters.enumerated() {
      faults += parameter.declarationFaults().map { "the parameter \(parameter.name): \($0)" }
      let before = parameters[..<index]
      if before.contains(where: { $0.name == parameter.name }) { faults.append("the parameter \(parameter.name) is declared twice") }
      guard parameter.isPositional else { continue }
      if before.contains(where: \.isRepeated) { faults.append("\(parameter.name) stands behind a repeated parameter") }
      if parameter.isRequired, before.contains(where: { $0.isPositional && !$0.isRequired }) {
        faults.append("\(parameter.name) is required and stands behind one that is not")
      }
    }
    for result in results { faults += Self.proseFaults("the result \(result.name)", result.meaning) }
    if Set(results.map(\.name)).count != results.count { faults.append("a result is declared twice") }
    return faults
  }

  fileprivate static func proseFaults(_ what: String, _ text: String) -> [String] {
    text.isEmpty || text.hasSuffix(".") || text.contains("\n") ? ["\(what) is not one line without a full stop"] : []
  }
}

extension Parameter {
  fileprivate func declarationFaults() -> [String] {
    var faults: [String] = []
    if !name.isName { faults.append("its name is no name") }
    if meaning.isEmpty || meaning.hasSuffix(".") || meaning.contains("\n") {
      faults.append("its meaning is not one line without a full stop")
    }
    if let standard {
      do throws(Mismatch) {
        _ = try (isRepeated ? .list(of: type) : type).accept(.value(standard))
      } catch {
        faults.append("its default is \(error.given) and not \(error.expected)")
      }
    }
    if isRequired, standard != nil { faults.append("it is required and has a default") }
    if case .command = type, !isPositional || isRepeated { faults.append("a command can only be a single positional parameter") }
    return faults
  }
}
