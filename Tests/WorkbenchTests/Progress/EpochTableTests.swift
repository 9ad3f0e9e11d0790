import Presentation
import Testing
import Workbench

struct EpochTableTests {
  private func row(_ epoch: Int, metrics: [(String, Double)] = [], isBest: Bool = false, facts: [String] = []) -> EpochRow {
    EpochRow(
      epoch: epoch, of: 100, step: epoch * 30, trainingLoss: 1 / Double(epoch),
      validation: [.init(metric: "loss", value: 0.5)] + metrics.map { .init(metric: $0.0, value: $0.1) },
      pace: .init(samplesPerSecond: 12.34, secondsLeft: 75), isBest: isBest, facts: facts)
  }

  private func texts(_ lines: [[Fragment]]) -> [String] { lines.map { $0.map(\.text).joined() } }

  @Test func rowsStandUnderOneHeader() {
    var table = EpochTable()
    var lines = texts(table.lines(of: row(1, metrics: [("map50_95", 0.123456)], isBest: true), columns: 100, rows: 24))
    lines += texts(table.lines(of: row(10, metrics: [("map50_95", 0.5)]), columns: 100, rows: 24))
    #expect(
      lines == [
        "  epoch    step       loss  valid loss   map50_95  samples/s     left",
        "  1/100      30          1         0.5     0.1235      12.34     1:15  best",
        " 10/100     300        0.1         0.5        0.5      12.34     1:15",
      ])
  }

  @Test func theHeaderComesAgainWhenItScrolledAway() {
    var table = EpochTable()
    let headers = (1...50).map { texts(table.lines(of: row($0), columns: 100, rows: 24)).count - 1 }
    #expect(headers.reduce(0, +) == 3 && headers[0] == 1 && headers[20] == 1 && headers[40] == 1)
  }

  @Test func theHeaderChangesWithTheMetrics() {
    var table = EpochTable()
    _ = table.lines(of: row(1), columns: 100, rows: 24)
    #expect(texts(table.lines(of: row(2, metrics: [("cer", 0.1)]), columns: 100, rows: 24)).count == 2)
  }

  @Test(arguments: [40, 60, 80, 100, 200]) func linesFitTheTerminal(_ columns: Int) {
    var table = EpochTable()
    let metrics = [("map50_95", 0.1), ("map50", 0.2), ("map75", 0.3), ("exact_match", 0.4)]
    let lines = texts(table.lines(of: row(99, metrics: metrics, isBest: true), columns: columns, rows: 24))
    for line in lines { #expect(line.count <= columns, "\(line)") }
    #expect(lines[0].contains("valid loss") == (columns >= 60) && lines[1].hasSuffix("  best"))
    #expect(lines[0].contains("left") == (columns > 90))
  }

  @Test func factsStandBelow() {
    var table = EpochTable()
    #expect(texts(table.lines(of: row(1, facts: ["nothing was generated"]), columns: 80, rows: 24)).last == "  nothing was generated")
  }
}
