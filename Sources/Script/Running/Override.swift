import Essentials

/// A value from the command line for the first `let NAME` at a recipe's top level.
package struct Override: Sendable {
  package let name: String
  package let value: Value

  package init(name: String, value: Value) {
    self.name = name
    self.value = value
  }

  /// Reads `name=value`, the value as an argument of a command would be: a word, a text in quotes or a list; what is none of these is a
  /// text as it is, for the shell has read the quotes already.
  ///
  /// - Throws: `Faults` that show the form.
  package init(_ text: String) throws {
    guard let equals = text.firstIndex(of: "="), text[..<equals].isName else {
      throw Faults(
        .syntax, "`\(text)` is no value for a variable of the recipe", file: nil, hint: "write name=value, without blanks round `=`")
    }
    name = String(text[..<equals])
    let written = String(text[text.index(after: equals)...])
    var parser = Parser(SourceText(written))
    if let form = try? parser.argumentValue().staticForm, parser.cursor.isAtEnd {
      value = form.value
    } else if let first = written.first, "[{\"'".contains(first) {
      throw Faults(
        .syntax, "`\(written)` cannot be read as the value of `\(name)`", file: nil, hint: "for example \(name)=[1, 2] or \(name)='a text'")
    } else {
      value = .text(written)
    }
  }

  /// Puts the values in their places; the faults are names that the recipe does not set.
  static func apply<Session>(_ overrides: [Override], to recipe: BoundRecipe<Session>) -> [Diagnostic] {
    var places: [String: Int] = [:]
    for statement in recipe.tree.statements {
      if case .let(let name, _) = statement.kind, places[name.text] == nil { places[name.text] = statement.span.start }
    }
    var faults: [Diagnostic] = []
    for override in overrides {
      guard let place = places[override.name] else {
        let names = places.sorted { $0.value < $1.value }.map(\.key)
        let nearest = nearestName(to: override.name, in: names).map { "did you mean `\($0)`?" }
        let all = names.isEmpty ? "it sets no variable" : "it sets " + names.joined(separator: ", ")
        faults.append(
          Diagnostic(
            .name, "the recipe has no `let \(override.name)` at its top level", file: recipe.source.name, hint: nearest ?? all))
        continue
      }
      if recipe.overrides.updateValue(override.value, forKey: place) != nil {
        faults.append(Diagnostic(.syntax, "`\(override.name)` is given twice", file: recipe.source.name))
      }
    }
    return faults
  }
}
