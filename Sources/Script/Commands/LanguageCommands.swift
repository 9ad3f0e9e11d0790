import Presentation

extension Command {
  /// `print VALUE ...`.
  package static var print: Command {
    Command(
      "print", "shows values, a blank between two", details: "At the prompt `$_` stays what it was.",
      parameters: [.required("values", .words, "what is shown; a text in double quotes may hold {expressions}", repeated: true)],
      examples: [
        Example("print hello", "a word is a text"),
        Example("let rate = 5e-6; print \"lr {$rate}\" ($rate * 2)", "values of expressions, in a text and in parentheses"),
      ]
    ) { _, arguments, _ in
      let values: [Value] = arguments.get("values")
      guard List(values).size <= Arithmetic.sizeLimit else { throw ArgumentFault("values", "this is too much to show at once") }
      let text = values.map(\.display).joined(separator: " ")
      return Output(.text(text), display: values.count == 1 ? values[0].shown : Display(text), isResult: false)
    }
  }

  /// `source FILE`.
  package static var source: Command {
    Command(
      "source", "runs a recipe as if its lines stood here",
      details: "The path is relative to the recipe it stands in. A path that is written out is read before the first command runs.",
      parameters: [.required("file", .recipe, "the recipe, its path relative to the file this line stands in")],
      examples: [Example("source warmup.maestro", "every line of it, as if it stood here")]
    ) { _, arguments, _ in
      try arguments.recipe("file").run()
      return Output()
    }
  }
}
