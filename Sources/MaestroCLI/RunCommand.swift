import ArgumentParser

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Runs a recipe: a file of commands.",
    discussion: "maestro run Recipes/quickstart.maestro epochs=5")

  @Argument(help: "The recipe, a .maestro file; - is standard input.", completion: .file(extensions: ["maestro"])) var recipe: String
  @Argument(help: "A value for the first `let NAME` at the recipe's top level.") var values: [String] = []
  @Flag(help: "Results as JSON, an object a line.") var json = false
  @Flag(help: "Reads and checks the whole recipe, and runs nothing.") var check = false

  func run() throws { try RecipeRun(path: recipe, values: values, isJSON: json, isCheck: check).run() }
}
