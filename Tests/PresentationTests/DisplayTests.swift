import Presentation
import Testing

struct DisplayTests {
  @Test func blocksStandBelowEachOther() {
    var display = Display("first\nsecond")
    display.append(Display(Table.values([("loss", .figure(2))])))
    display.append("")
    display.append("last")
    #expect(display.text == "first\nsecond\nloss  2\nlast")
    #expect(Display.none.isEmpty && Display("").isEmpty)
  }

  @Test func longLinesAreBrokenBetweenWords() {
    let display = Display("  no word of this line is cut\nword-that-is-wider-than-all")
    #expect(
      display.lines(columns: 14).map { $0.map(\.text).joined() } == [
        "  no word of", "  this line is", "  cut", "word-that-is-wider-than-all",
      ])
    #expect(display.text.hasPrefix("  no word of this line is cut\n"))
  }

  @Test func linesThatFitKeepTheirBlanks() {
    #expect(Wrapping.lines(of: "a   b    c", columns: 10) == ["a   b    c"])
    #expect(Wrapping.lines(of: "a   b    c", columns: 9) == ["a   b", "c"])
  }

  @Test func pagesHaveTables() {
    let display = Display([.text("a < b"), .table(Table([.init("class"), .init("AP", .point)], [["<&>", .figure(0.5, .best)]]))])
    #expect(
      display.html == """
        <pre>a &lt; b</pre>
        <table>
        <thead><tr><th style="text-align: left">class</th><th style="text-align: right">AP</th></tr></thead>
        <tbody>
        <tr><td style="text-align: left">&lt;&amp;&gt;</td><td style="text-align: right"><b>0.5</b></td></tr>
        </tbody>
        </table>
        """)
  }

  @Test(arguments: [
    (0.0, "0"), (1.0, "1"), (-3.0, "-3"), (0.5, "0.5"), (0.97841, "0.9784"), (12.345, "12.35"), (9999.4, "9999"), (9999.6, "10000"),
    (123_456.7, "123457"), (0.000123456, "0.0001235"), (0.0000123456, "1.235e-5"), (-0.00002, "-2e-5"), (.nan, "nan"), (.infinity, "inf"),
    (-.infinity, "-inf"), (1e20, "1e20"), (7.0006, "7.001"),
  ])
  func figuresHaveFourDigits(_ value: Double, _ text: String) { #expect(figureText(value) == text) }
}
