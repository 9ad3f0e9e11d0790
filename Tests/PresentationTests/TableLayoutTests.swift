import Presentation
import Testing

struct TableLayoutTests {
  private let table = Table(
    [.init("epoch", .right), .init("loss", .point), .init("what it says")],
    [
      [.count(1), .figure(7.25), "a red square"], [.count(10), .figure(0.125), "two green circles and a blue one"],
      [.count(100), .figure(1), "nothing"],
    ])

  private func text(_ table: Table, columns: Int?) -> [String] {
    Display(table).lines(columns: columns).map { $0.map(\.text).joined() }
  }

  @Test func columnsAreAsWideAsTheirWidestCell() {
    #expect(
      text(table, columns: nil) == [
        "epoch   loss  what it says",
        "    1  7.25   a red square",
        "   10  0.125  two green circles and a blue one",
        "  100  1      nothing",
      ])
    #expect(text(table, columns: 80) == text(table, columns: nil))
  }

  @Test func textIsBrokenBetweenWords() {
    #expect(
      text(table, columns: 32) == [
        "epoch   loss  what it says",
        "    1  7.25   a red square",
        "   10  0.125  two green circles",
        "              and a blue one",
        "  100  1      nothing",
      ])
  }

  @Test func noLineIsWiderThanItMayBe() {
    for columns in 26...60 {
      for line in text(table, columns: columns) { #expect(line.count <= columns, "\(columns): \(line)") }
    }
  }

  @Test func whatDoesNotFitIsToldCellByCell() {
    #expect(
      text(table, columns: 22).prefix(9) == [
        "epoch         1",
        "loss          7.25",
        "what it says  a red",
        "              square",
        "",
        "epoch         10",
        "loss          0.125",
        "what it says  two",
        "              green",
      ])
  }

  @Test func wideLettersTakeTwoColumns() {
    let table = Table([.init("label"), .init("count", .right)], [["漢字", .count(3)], ["car", .count(12)]])
    #expect(text(table, columns: nil) == ["label  count", "漢字       3", "car       12"])
  }

  @Test func valuesHaveNoTitles() {
    let table = Table.values([("loss", .figure(0.5)), ("map50_95", .figure(nil))])
    #expect(text(table, columns: 80) == ["loss      0.5", "map50_95"])
    #expect(Display(table).lines(columns: 80)[0][0] == Fragment("loss", .heading))
  }

  @Test func aRoleIsThatOfItsCell() {
    let table = Table([.init("a"), .init("b")], [["x", Table.Cell("y z", .best)]])
    #expect(Display(table).lines(columns: 80).last?.last == Fragment("y z", .best))
  }
}
