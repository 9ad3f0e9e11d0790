import Essentials

/// A command's arguments: of the declared types and within their limits, defaults filled in.
package struct Arguments {
  /// Names of the parameters that were given, in the order of the text.
  package let given: [String]
  private let values: [String: Value]
  private let names: Set<String>
  private let commands: [String: CommandArgument]
  private let recipes: [String: RecipeArgument]

  init(
    given: [String], values: [String: Value], names: Set<String>, commands: [String: CommandArgument] = [:],
    recipes: [String: RecipeArgument] = [:]
  ) {
    self.given = given
    self.values = values
    self.names = names
    self.commands = commands
    self.recipes = recipes
  }

  /// The value of a parameter; nil when it was not given and has no default.
  package func value(_ name: String) -> Value? {
    precondition(names.contains(name), "the command declares no parameter \(name)")
    return values[name]
  }

  /// The value of a parameter that is required or has a default.
  package func get<T: ArgumentConvertible>(_ name: String, as type: T.Type = T.self) -> T {
    guard let value = find(name, as: type) else { preconditionFailure("the parameter \(name) is neither required nor has a default") }
    return value
  }

  /// The value of a parameter that may be missing.
  package func find<T: ArgumentConvertible>(_ name: String, as type: T.Type = T.self) -> T? {
    guard let value = value(name) else { return nil }
    guard let converted = T(value) else { preconditionFailure("the parameter \(name) is \(value.typeName), not a \(T.self)") }
    return converted
  }

  /// The command given to a parameter of type `command`.
  package func command(_ name: String) -> CommandArgument {
    guard let command = commands[name] else { preconditionFailure("the parameter \(name) is no command") }
    return command
  }

  func recipe(_ name: String) -> RecipeArgument {
    guard let recipe = recipes[name] else { preconditionFailure("the parameter \(name) is no recipe") }
    return recipe
  }
}

/// A command that stands as the argument of another, `time train epochs=1`.
package struct CommandArgument {
  /// As it was written.
  package let source: String
  /// Runs it; what it throws already says where.
  package let run: () throws -> Output
}

/// A recipe that stands as the argument of a command.
struct RecipeArgument {
  /// Runs its statements where the command stands; what it throws already says where.
  let run: () throws -> Void
}

/// Types that arguments are asked for as.
package protocol ArgumentConvertible {
  init?(_ value: Value)
}

extension Value: ArgumentConvertible {
  package init?(_ value: Value) { self = value }
}

extension String: ArgumentConvertible {
  package init?(_ value: Value) {
    guard case .text(let text) = value else { return nil }
    self = text
  }
}

extension Int: ArgumentConvertible {
  package init?(_ value: Value) {
    guard let integer = value.asInteger else { return nil }
    self = integer
  }
}

extension Double: ArgumentConvertible {
  package init?(_ value: Value) {
    guard let number = value.asNumber else { return nil }
    self = number
  }
}

extension Bool: ArgumentConvertible {
  package init?(_ value: Value) {
    guard case .boolean(let boolean) = value else { return nil }
    self = boolean
  }
}

extension ClosedRange<Int>: ArgumentConvertible {
  package init?(_ value: Value) {
    guard case .range(let range) = value, let closed = range.closed else { return nil }
    self = closed
  }
}

extension Array: ArgumentConvertible where Element: ArgumentConvertible {
  package init?(_ value: Value) {
    guard case .list(let list) = value else { return nil }
    let elements = list.elements.compactMap(Element.init(_:))
    guard elements.count == list.elements.count else { return nil }
    self = elements
  }
}

/// What a command throws when one of its arguments will not do: the interpreter points at that argument.
package struct ArgumentFault: DiagnosticError {
  package let parameter: String
  package let diagnostics: [Diagnostic]

  package init(_ parameter: String, _ message: String, kind: Diagnostic.Kind = .value, hint: String? = nil) {
    self.parameter = parameter
    diagnostics = [Diagnostic(kind, message, hint: hint)]
  }
}
