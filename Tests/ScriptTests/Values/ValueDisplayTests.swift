import Script
import Testing

struct ValueDisplayTests {
  private func rows(_ count: Int) -> Value {
    .list(List((1...count).map { ["step": .integer($0), "loss": .number(1 / Double($0)), "note": .text("a\nb")] }))
  }

  @Test func aListOfRecordsIsATableWithAllDigits() {
    #expect(
      rows(3).shown.text == """
        step                loss  note
           1  1                   a\\nb
           2  0.5                 a\\nb
           3  0.3333333333333333  a\\nb
        """)
  }

  @Test func aLongOneShowsItsHeadAndTail() {
    let lines = rows(1000).shown.text.split(separator: "\n")
    #expect(lines.count == 1 + 10 + 1 + 10 + 1)
    #expect(lines[11].hasPrefix(" ...") && lines[12].hasPrefix(" 991"))
    #expect(lines[22] == "1000 rows, the first and the last 10 of them shown")
    #expect(rows(30).shown.text.split(separator: "\n").count == 31)
  }

  @Test func aRecordIsARowForEachField() {
    let record: Value = ["loss": .number(0.25), "path": .none, "boxes": .list(List([.integer(1), .integer(2)]))]
    #expect(record.shown.text == "loss   0.25\npath\nboxes  [1, 2]")
  }

  @Test func whatIsNoTableStandsAsItIsWritten() {
    #expect(Value.list(List([.integer(1), ["a": .integer(2)]])).shown.text == "[1, {a: 2}]")
    #expect(Value.list(List([["a": .integer(2)], ["b": .integer(2)]])).shown.text == "[{a: 2}, {b: 2}]")
    #expect(Value.text("two\nlines").shown.text == "two\nlines")
    #expect(Value.none.shown.text == "none")
    #expect(Value.list(List([])).shown.text == "[]")
  }
}
