import Script

extension HelpPage {
  /// Everything that a command's declaration says.
  ///
  /// - Parameter session: whose present values are told; nil for the reference.
  package init(_ command: Command<Session>, of table: CommandTable<Session>, in session: Session? = nil) {
    var sections: [Section] = []
    if !command.details.isEmpty { sections.append(Section(.prose(command.details))) }
    let isLong = command.parameters.count > Self.many
    if !command.parameters.isEmpty {
      let rows = command.parameters.map { parameter in
        (
          parameter.isPositional ? parameter.name.uppercased() : "\(parameter.name)=",
          Self.meaning(parameter, of: command, in: session, isLong)
        )
      }
      sections.append(Section("Parameters", .rows(rows)))
      if isLong { sections.append(Section(.prose("`help NAME` tells more of each: what it takes, its default, and what to know."))) }
    }
    if command.results.count > Self.many {
      sections.append(Section("Gives", .prose(command.results.map(\.name).joined(separator: ", "))))
    } else if !command.results.isEmpty {
      sections.append(Section("Gives", .rows(command.results.map { ($0.name, $0.meaning) })))
    }
    if !command.examples.isEmpty { sections.append(Section("Examples", .code(command.examples.map { ($0.source, $0.meaning) }))) }
    let others = table.neighbours(of: command).map(\.words).filter { $0 != "help" }.prefix(6).map { "help " + $0 }
    if !others.isEmpty { sections.append(Section("See also", .prose(others.joined(separator: ", ")))) }
    self.init(command.words, usage: command.usage, command.summary, sections)
  }

  /// With more parameters or fields than this a page is a list of them, each told of elsewhere.
  private static let many = 16

  private static func meaning(_ parameter: Parameter, of command: Command<Session>, in session: Session?, _ isLong: Bool) -> String {
    var facts: [String] = isLong ? [] : [parameter.type.description]
    if parameter.isRequired, !parameter.isPositional { facts.append("required") }
    if !isLong {
      if let standard = parameter.standard { facts.append("default \(standard.display)") }
      if let otherwise = parameter.standardMeaning { facts.append("otherwise \(otherwise)") }
    }
    if let present = session.flatMap({ command.present($0, parameter.name) }) { facts.append("now \(present)") }
    let advice = isLong ? nil : parameter.advice
    return parameter.meaning + (facts.isEmpty ? "" : "; " + facts.joined(separator: "; ")) + (advice.map { ". " + $0 } ?? "")
  }
}
