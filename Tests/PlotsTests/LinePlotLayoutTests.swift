import Images
import Plots
import Testing

/// Where the parts of plots stand.
@Suite struct LinePlotLayoutTests {
  private static func series(_ name: String, _ values: [Double], _ look: LinePlot.Look? = nil, isNoisy: Bool = false) -> LinePlot.Series {
    LinePlot.Series(name, values.enumerated().map { Point(x: Double($0.offset + 1), y: $0.element) }, look: look, isNoisy: isNoisy)
  }

  private static let long = String(repeating: "a name that never ends ", count: 12)

  private static func runs(_ count: Int, name: String, panels: Int) -> LinePlot {
    let panels = (0..<panels).map { panel in
      LinePlot.Panel(
        yLabel: "\(name) \(panel)",
        series: (0..<count).map { run in
          series(
            "\(name) \(run)", (0..<12).map { Double($0 * (run + 1)) * [1, 1e-7, 1e6][panel % 3] }, .init(run: run, isSecond: panel > 0))
        })
    }
    let legend = (0..<count).map { LinePlot.LegendEntry("\(name) \($0)", .init(run: $0, isSecond: false)) }
    return LinePlot(title: name, xLabel: name, panels: panels, legend: legend, countsX: true)
  }

  private static let plots: [(String, LinePlot)] = [
    ("nothing", LinePlot(title: "t", xLabel: "x", yLabel: "y", series: [])), ("one run", runs(1, name: "run", panels: 1)),
    ("six runs of three metrics", runs(6, name: "run", panels: 3)), ("twelve long names", runs(12, name: long, panels: 2)),
    ("sixty runs", runs(60, name: "run: lr=1e-4 batch_size=8", panels: 1)),
    ("one point", LinePlot(title: "loss", xLabel: "epoch", yLabel: "loss", series: [series("a", [3])], countsX: true)),
    ("constant", LinePlot(title: "loss", xLabel: "epoch", yLabel: "loss", series: [series("a", [0.3, 0.3, 0.3]), series("b", [])])),
    ("gaps", LinePlot(title: "loss", xLabel: "epoch", yLabel: "loss", series: [series("a", [0.3, .nan, 0.3]), series("b", [.infinity])])),
    (
      "large and small",
      LinePlot(title: "l", xLabel: "e", yLabel: "l", series: [series("a", [1e-300, 1e140]), series("b", [-123456.789])])
    ),
    ("rates", LinePlot(title: "lr", xLabel: "step", yLabel: "lr", series: [series("lr", [1e-5, 2.5e-6])], isLogarithmic: true)),
    (
      "a hundred thousand steps",
      LinePlot(
        title: "loss", xLabel: "step", yLabel: "loss",
        series: [series("training", (0..<100_000).map { Double($0 % 97) }, isNoisy: true), series("validation", [1, 2])], countsX: true)
    ),
  ]

  @Test(arguments: plots.indices, [nil, 180, 900] as [Double?])
  func textsStayInThePictureAndApart(_ index: Int, height: Double?) {
    let (name, plot) = Self.plots[index]
    for width in [240.0, 640] {
      let layout = LinePlotLayout(plot, width: width, height: height)
      let texts = layout.texts.filter { !$0.text.isEmpty }
      for text in texts {
        let frame = text.frame
        #expect(
          frame.x >= 0 && frame.y >= 0 && frame.maxX <= layout.width && frame.maxY <= layout.height,
          "\(name): \"\(text.text)\" leaves the picture: \(frame), \(layout.width) x \(layout.height)")
      }
      for (number, text) in texts.enumerated() {
        for other in texts[(number + 1)...] {
          // The leading above and below letters may meet.
          let (a, b) = (text.frame.inset(by: 1.2), other.frame.inset(by: 1.2))
          #expect(!a.intersects(b), "\(name), \(width) x \(layout.height): \"\(text.text)\" meets \"\(other.text)\"")
        }
        for panel in layout.panels where text.text != "no data" {
          #expect(!text.frame.inset(by: 1.2).intersects(panel.area), "\(name): \"\(text.text)\" lies on curves")
        }
      }
    }
  }

  @Test func eachMetricHasAPanelOverTheSameAxis() {
    let panels = LinePlotLayout(Self.runs(6, name: "run", panels: 3)).panels
    #expect(panels.count == 3)
    #expect(Set(panels.map(\.area.x)).count == 1 && Set(panels.map(\.area.width)).count == 1)
    for (upper, lower) in zip(panels, panels.dropFirst()) { #expect(upper.area.maxY < lower.area.y) }
    #expect(panels.allSatisfy { $0.area.height > 150 && $0.yTicks.values.count >= 3 })
    #expect(panels[0].yTicks.labels.contains("20") && panels[1].yTicks.labels.contains("2e-6"))
  }

  @Test func legendNamesEveryRun() {
    let texts = LinePlotLayout(Self.runs(9, name: "run", panels: 1)).texts.map(\.text)
    for run in 0..<9 { #expect(texts.contains("run \(run)")) }
    let few = LinePlotLayout(Self.runs(60, name: "run: lr=1e-4 batch_size=8", panels: 1), height: 400).texts.map(\.text)
    #expect(few.contains { $0.hasPrefix("and ") && $0.hasSuffix(" more") })
  }

  /// A mean is never passed off as the values.
  @Test func smoothingIsSaid() {
    func texts(_ count: Int, _ series: Int, isNoisy: Bool) -> String {
      let values = (0..<count).map { Double($0 % 7) }
      let all = (0..<series).map { Self.series("s\($0)", values, isNoisy: isNoisy) }
      return LinePlotLayout(LinePlot(title: "", xLabel: "", yLabel: "", series: all)).texts.map(\.text).joined(separator: " ")
    }
    #expect(texts(100, 1, isNoisy: true).contains("single values (strong: moving mean)"))
    #expect(texts(1000, 2, isNoisy: false).contains("single values (strong: moving mean)"))
    #expect(texts(100, 8, isNoisy: true).contains("their moving mean"))
    #expect(!texts(100, 1, isNoisy: false).contains("mean") && !texts(10, 1, isNoisy: true).contains("mean"))
  }

  @Test func marksAreRoundAndEnough() {
    let plot = LinePlot(title: "", xLabel: "", yLabel: "", series: [Self.series("a", (1...100).map(Double.init))], countsX: true)
    let layout = LinePlotLayout(plot)
    #expect(layout.xTicks.values.count >= 5 && layout.xTicks.values.allSatisfy { $0.truncatingRemainder(dividingBy: 5) == 0 })
    #expect(layout.panels[0].yTicks.labels.contains("50"))
  }
}
