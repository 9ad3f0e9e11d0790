import Console
import Testing

struct HistorySearchTests {
  @Test func upSearchesByWhatIsTypedAndDownComesBack() {
    let inputs = ["show train", "train", "show valid", "print 1"]
    var search = HistorySearch()
    var line = EditedLine("sh")
    for (older, expected) in [(true, "show valid"), (true, "show train"), (true, nil), (false, "show valid"), (false, "sh"), (false, nil)] {
      let edit = search.step(older: older, from: line, in: inputs)
      #expect(edit?.replacement == expected)
      if let expected { line = EditedLine(expected) }
    }
  }

  @Test func aChangedLineBeginsANewSearch() {
    let inputs = ["show train", "train", "show valid"]
    var search = HistorySearch()
    #expect(search.step(older: true, from: EditedLine(""), in: inputs)?.replacement == "show valid")
    #expect(search.step(older: true, from: EditedLine("tr"), in: inputs)?.replacement == "train")
    #expect(search.step(older: false, from: EditedLine("x"), in: inputs) == nil)
    #expect(search.step(older: true, from: EditedLine(""), in: []) == nil)
  }

  @Test func inATextOfSeveralLinesTheCursorMovesFirst() {
    var search = HistorySearch()
    let text = "repeat 3 {\n  print 1\n}"
    #expect(search.step(older: true, from: EditedLine(text), in: ["a"]) == LineEdit(moves: -10))
    #expect(search.step(older: true, from: EditedLine(text, cursor: 12), in: ["a"]) == LineEdit(moves: -11))
    #expect(search.step(older: false, from: EditedLine(text, cursor: 4), in: ["a"]) == LineEdit(moves: 11))
    #expect(search.step(older: false, from: EditedLine(text, cursor: 20), in: ["a"]) == LineEdit(moves: 2))
    #expect(search.step(older: true, from: EditedLine("a\nb", cursor: 0), in: ["a\nbc"])?.replacement == "a\nbc")
  }
}
