import Console
import Script
import Testing

struct PromptTextTests {
  @Test func promptsSayWhyALineGoesOn() throws {
    for (input, prompt) in [
      ("repeat 2 {", "maestro{ "), ("print (1 +", "maestro( "), ("let x = [1,", "maestro[ "), ("print \\", "maestro\\ "),
    ] {
      #expect(PromptText.continued(try #require(openEnd(of: input))) == prompt)
    }
    #expect(PromptText.first(12) == "maestro[12]> ")
  }

  @Test func aClosingBracketGoesBack() {
    #expect(PromptText.outdent(EditedLine("    }")) == LineEdit(deletes: 3, inserts: "}"))
    #expect(PromptText.outdent(EditedLine("}")) == nil)
    #expect(PromptText.outdent(EditedLine("  x}")) == nil)
    #expect(PromptText.outdent(EditedLine("  } x", cursor: 3)) == nil)
  }
}
