import Images
import Plots
import Testing

/// What becomes of curves that do not fit.
@Suite struct DepartureTests {
  private func series(_ values: [Double], run: Int) -> LinePlot.Series {
    LinePlot.Series(
      "run \(run)", values.enumerated().map { Point(x: Double($0.offset), y: $0.element) }, look: .init(run: run, isSecond: false))
  }

  private let calm = [4, 3, 2, 1.5, 1.2, 1.0]
  private let wild = [4, 3, 5, 400, 4e4, 1e9]

  private func plot(_ runs: [[Double]]) -> LinePlot {
    LinePlot(title: "loss", xLabel: "epoch", panels: [.init(yLabel: "loss", series: runs.enumerated().map { series($1, run: $0 + 1) })])
  }

  @Test func aRunawayDoesNotFlattenTheOthers() throws {
    let layout = LinePlotLayout(plot([calm, wild, calm.map { $0 * 1.1 }]))
    let ticks = layout.panels[0].yTicks.values
    #expect(ticks.count >= 4 && ticks.allSatisfy { $0 <= 8 })
    let departure = try #require(layout.panels[0].departures.first)
    #expect(layout.panels[0].departures.count == 1 && departure.isUpward && departure.place.y == layout.panels[0].area.y)
    // Between its second epoch, which is in the panel, and its third.
    let share = (departure.place.x - layout.panels[0].area.x) / layout.panels[0].area.width
    #expect((0.4...0.6).contains(share))
    #expect(layout.texts.contains { $0.text.contains("▲ run 2 to 1e9") })
  }

  @Test func whatIsAloneOrLargerFromTheStartIsShownWhole() {
    for runs in [[wild], [calm, calm.map { $0 * 50 }], [[0.001, 0.01, 0.1], [0.002, 0.05, 0.25]], [[1, 1, 1], [1, 2, 40]]] {
      let layout = LinePlotLayout(plot(runs))
      let top = runs.joined().max() ?? 0
      #expect(layout.panels[0].departures.isEmpty)
      #expect((layout.panels[0].yTicks.values.last ?? 0) > top / 2)
    }
  }

  @Test func aSpikeDoesNotFlattenItsCurve() {
    var values = (0..<100).map { 1 + Double($0 % 7) / 10 }
    values[50] = 900
    #expect(AxisRange.robust([values]).max() == 1.6)
    #expect(AxisRange.robust([(0..<100).map { 8 / Double($0 + 1) }]).max() == 8, "a steep beginning is no spike")
    #expect(AxisRange.robust([]).isEmpty && AxisRange.robust([[], [3]]) == [3, 3])
  }

  @Test func limitsAreKept() {
    var plot = plot([calm, wild])
    plot.panels[0].limits = .init(lower: 1.1, upper: 2.5)
    plot.xLimits = .init(lower: 1, upper: 4)
    let layout = LinePlotLayout(plot)
    #expect(
      layout.panels[0].yTicks.values.allSatisfy { (1.1...2.5).contains($0) } && layout.xTicks.values.allSatisfy { (1...4).contains($0) })
    #expect(!layout.texts.contains { $0.text.contains("▲") }, "who sets limits knows")
    plot.xLimits = .init(lower: 2)
    #expect(LinePlotLayout(plot).xTicks.values.first == 2)
    let image = plot.image()
    #expect(image != self.plot([calm, wild]).image())
  }

  @Test func endsThatLeaveNothingAreNotHeeded() {
    let range = AxisRange(of: [1, 2], margin: 0)
    #expect(range.limited(to: .init(lower: 5)).bounds == 5...10)
    #expect(range.limited(to: .init(upper: -5)).bounds == -10...(-5))
    #expect(range.limited(to: .init(lower: 3, upper: 3)).bounds == 1...2)
    #expect(AxisRange(of: [1, 10], margin: 0, isLogarithmic: true).limited(to: .init(lower: 0)).bounds.lowerBound > 0)
  }

  @Test func bothAxesMayMultiply() {
    var plot = plot([[1, 10, 100, 1000]])
    plot.panels[0].series[0].points = (0...3).map { Point(x: [0, 1, 10, 100][$0], y: Double($0)) }
    plot.isXLogarithmic = true
    let layout = LinePlotLayout(plot)
    let places = layout.xTicks.values
    #expect(places.contains(1) && places.contains(10) && places.contains(100))
    #expect(layout.texts.contains { $0.text.contains("run 1: 1 value not finite and positive") })
  }

  @Test func smoothingIsAsAsked() {
    let noisy = (0..<60).map { 1 + Double($0 % 2) }
    func image(_ smoothing: Int?) -> Image {
      var plot = plot([noisy])
      plot.smoothing = smoothing
      return plot.image()
    }
    #expect(image(nil) == image(1) && image(10) != image(1) && image(10) != image(30) && image(60) == image(1))
  }
}
