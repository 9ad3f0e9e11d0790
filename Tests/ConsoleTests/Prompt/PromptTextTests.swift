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

  /// libedit sends a sequence with the letter behind it: one at the very end would never be sent.
  @Test func coloursEndBeforeTheLastLetter() throws {
    for text in [PromptText.first(7), PromptText.continued(.brace)] {
      let marked = PromptText.marked(text, Style(isOn: true))
      #expect(marked.hasPrefix("\u{1}\u{1B}[1;36m\u{1}maestro") && marked.hasSuffix("\u{1}\u{1B}[0m\u{1} "))
      #expect(PromptText.marked(text, .plain) == text)
    }
  }

  @Test func aClosingBracketGoesBack() {
    #expect(PromptText.outdent(EditedLine("    }")) == LineEdit(deletes: 3, inserts: "}"))
    #expect(PromptText.outdent(EditedLine("}")) == nil)
    #expect(PromptText.outdent(EditedLine("  x}")) == nil)
    #expect(PromptText.outdent(EditedLine("  } x", cursor: 3)) == nil)
  }
}
