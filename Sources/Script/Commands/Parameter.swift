import Essentials

/// What one argument of a command means.
package struct Parameter: Sendable {
  package let name: String
  package let type: ParameterType
  package let meaning: String
  /// May stand without its name.
  package let isPositional: Bool
  package let isRequired: Bool
  /// Takes all that follows: its value is a list.
  package let isRepeated: Bool
  package let standard: Value?
  /// Says in words what holds when nothing is given and there is no fixed default.
  package let standardMeaning: String?
  /// What a person who changes it should know.
  package let advice: String?
  /// What other programs call it.
  package let otherNames: [String]

  private init(
    _ name: String, _ type: ParameterType, _ meaning: String, isPositional: Bool, isRequired: Bool, isRepeated: Bool = false,
    standard: Value? = nil, standardMeaning: String? = nil, advice: String? = nil, otherNames: [String] = []
  ) {
    self.name = name
    self.type = type
    self.meaning = meaning
    self.isPositional = isPositional
    self.isRequired = isRequired
    self.isRepeated = isRepeated
    self.standard = standard
    self.standardMeaning = standardMeaning
    self.advice = advice
    self.otherNames = otherNames
  }

  /// One that must be given; `repeated`, one value or more.
  package static func required(_ name: String, _ type: ParameterType, _ meaning: String, repeated: Bool = false) -> Parameter {
    Parameter(name, type, meaning, isPositional: true, isRequired: true, isRepeated: repeated)
  }

  /// One that may be left out, given with its name or without.
  package static func optional(
    _ name: String, _ type: ParameterType, default standard: Value? = nil, or standardMeaning: String? = nil, _ meaning: String,
    repeated: Bool = false
  ) -> Parameter {
    Parameter(
      name, type, meaning, isPositional: true, isRequired: false, isRepeated: repeated, standard: standard, standardMeaning: standardMeaning
    )
  }

  /// One that is given as `name=value` alone.
  package static func named(
    _ name: String, _ type: ParameterType, default standard: Value? = nil, or standardMeaning: String? = nil, _ meaning: String,
    required: Bool = false, advice: String? = nil, otherNames: [String] = []
  ) -> Parameter {
    Parameter(
      name, type, meaning, isPositional: false, isRequired: required, standard: standard, standardMeaning: standardMeaning, advice: advice,
      otherNames: otherNames)
  }

  /// The usage line of a command; of very many named parameters it says only that there are such.
  static func usage(of words: String, _ parameters: [Parameter]) -> String {
    let named = parameters.filter { !$0.isPositional }
    guard named.count > 12 else { return ([words] + parameters.map(\.usage)).joined(separator: " ") }
    return ([words] + parameters.filter(\.isPositional).map(\.usage) + ["NAME=VALUE ..."]).joined(separator: " ")
  }

  /// As a usage line shows it: `PATH`, `[N]`, `METRIC ...`, `[to=FILE]`.
  package var usage: String {
    let shown =
      switch type {
      case .path, .recipe: "FILE"
      case .integer: "N"
      case .number: "NUMBER"
      case .text: "TEXT"
      case .range: "RANGE"
      case .boolean: "true|false"
      case .list: "[...]"
      case .choice(let choices, nil) where choices.count <= 4: choices.map(\.name).joined(separator: "|")
      default: "VALUE"
      }
    let form = (isPositional ? name.uppercased() : "\(name)=\(shown)") + (isRepeated ? " ..." : "")
    return isRequired ? form : "[\(form)]"
  }
}

extension [Parameter] {
  /// The one that is called `name`, here or in other programs, its words joined by whatever.
  func called(_ name: String) -> Parameter? {
    let wanted = name.drop { $0 == "-" }.replacing("-", with: "_").lowercased()
    return first { $0.name == wanted } ?? first { $0.otherNames.contains(wanted) }
  }

  /// The one that a person who wrote `name` most likely meant: of that name, of a near one, or of one that begins with it.
  func meant(by name: String) -> Parameter? {
    if let called = called(name) { return called }
    let wanted = name.drop { $0 == "-" }.replacing("-", with: "_").lowercased()
    if let near = nearestName(to: wanted, in: map(\.name)) { return called(near) }
    return wanted.count < 3 ? nil : first { $0.name.hasPrefix(wanted) } ?? first { $0.name.split(separator: "_").contains { $0 == wanted } }
  }
}
