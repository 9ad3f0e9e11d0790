import TestSupport
import Testing

/// What is piped into the program is a recipe.
struct StandardInputTests {
  @Test(arguments: ["", "run -"]) func aPipedRecipeRuns(line: String) throws {
    let outcome = try Program.run(line, in: TestFolder(), input: "let a = 3\nprint \"a is {$a}\"\nprint 'last'")
    #expect(outcome.status == 0 && outcome.output == "a is 3\nlast\n" && outcome.errors == "")
  }

  @Test(arguments: ["", "run -"]) func nothingRunsWhenALineIsWrong(line: String) throws {
    let outcome = try Program.run(line, in: TestFolder(), input: "print 1\nprnt 2\n")
    #expect(outcome.status == 2 && outcome.output == "")
    #expect(outcome.errors.hasPrefix("error: standard input:2:1: there is no command `prnt`\n"))
  }

  @Test func whatFailsEndsIt() throws {
    let outcome = try Program.run("", in: TestFolder(), input: "print 1\ndataset load ./absent\nprint 2\n")
    #expect(outcome.status == 1 && outcome.output == "1\n")
  }

  @Test func valuesAndJSONGoWithIt() throws {
    let outcome = try Program.run("run - a=5 --json", in: TestFolder(), input: "let a = 3\nprint $a\n")
    #expect(outcome.status == 0 && outcome.output.contains("\"value\": \"5\""), "\(outcome.output)")
  }

  @Test func emptyInputIsAnEmptyRecipe() throws {
    let outcome = try Program.run("", in: TestFolder(), input: "")
    #expect(outcome.status == 0 && outcome.output == "" && outcome.errors == "")
  }
}
