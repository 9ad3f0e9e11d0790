import Images
import Plots
import Testing

@Suite struct LinePlotTests {
  private static let firstColor = 0x0072B2
  private static let secondColor = 0xD55E00

  private func series(_ name: String, _ values: [Double]) -> LinePlot.Series {
    LinePlot.Series(name, values.enumerated().map { Point(x: Double($0.offset + 1), y: $0.element) })
  }

  private func plot(_ series: [LinePlot.Series], isLogarithmic: Bool = false) -> Image {
    LinePlot(title: "", xLabel: "", yLabel: "", series: series, countsX: true, isLogarithmic: isLogarithmic).image()
  }

  /// The mean row of a colour among the columns of each tenth of the picture.
  private func heights(_ image: Image, _ color: Int) -> [Int] {
    let places = image.places(of: color)
    return (0..<10).compactMap { tenth in
      let rows = places.filter { $0.x * 10 / image.width == tenth }.map(\.y)
      return rows.isEmpty ? nil : rows.reduce(0, +) / rows.count
    }
  }

  @Test func sizeIsAsAsked() {
    #expect(LinePlot(title: "a", xLabel: "b", yLabel: "c", series: []).image().size == ImageSize(width: 1280, height: 800))
    #expect(LinePlot(title: "a", xLabel: "b", yLabel: "c", series: []).image(width: 300, height: 200, scale: 1).size.height == 200)
  }

  @Test func curvesRiseAndFallWithTheirValues() {
    let rising = heights(plot([series("a", (0..<20).map(Double.init))]), Self.firstColor)
    #expect(rising.count == 10 && zip(rising, rising.dropFirst()).allSatisfy { $0 > $1 })
    let falling = heights(plot([series("a", (0..<20).map { -Double($0) })]), Self.firstColor)
    #expect(falling.count == 10 && zip(falling, falling.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func equalRatiosAreEqualStepsOnALogarithmicAxis() {
    let rows = heights(
      plot([series("a", (0..<20).map { 1000 / (1 << $0 == 0 ? 1 : Double(1 << $0)) })], isLogarithmic: true), Self.firstColor)
    let steps = zip(rows.dropFirst(), rows.dropFirst(2)).map { $1 - $0 }.dropLast()
    #expect((steps.max() ?? 0) - (steps.min() ?? 100) <= 6)
  }

  /// Told apart without colours: the first curve is unbroken, the second has gaps, and their markers differ.
  @Test func curvesDifferInMoreThanColor() {
    func columns(_ values: [Double], second: Bool) -> Set<Int> {
      let curve = series("b", values)
      let image = plot(second ? [series("a", [9, 9]), curve] : [curve, series("b", [9, 9])])
      let places = image.places(of: second ? Self.secondColor : Self.firstColor, tolerance: 40).filter { $0.y > image.height / 4 }
      return Set(places.map(\.x))
    }
    let values = [Double](repeating: 1, count: 50)
    let solid = columns(values, second: false)
    let dashed = columns(values, second: true)
    #expect(solid.count > 1000 && dashed.count > 500)
    #expect(dashed.count < solid.count * 4 / 5)
  }

  /// One run's training and validation: the same colour, but the dashes leave gaps and the markers are outlines.
  @Test func partsOfARunDifferWithoutColor() {
    func image(_ isSecond: Bool) -> Image {
      let curve = LinePlot.Series("a", [Point(x: 0, y: 1), Point(x: 1, y: 1)], look: .init(run: 0, isSecond: isSecond))
      let panel = LinePlot.Panel(yLabel: "", series: [curve])
      return LinePlot(title: "", xLabel: "", panels: [panel], legend: []).image()
    }
    let (solid, dashed) = (image(false).places(of: Self.firstColor), image(true).places(of: Self.firstColor))
    #expect(Set(dashed.map(\.x)).count < Set(solid.map(\.x)).count * 4 / 5)
    let center = { (places: [Pixel]) -> [Pixel] in
      let left = places.map(\.x).min() ?? 0
      let marker = places.filter { $0.x < left + 14 }
      let (x, y) = (marker.map(\.x).reduce(0, +) / max(1, marker.count), marker.map(\.y).reduce(0, +) / max(1, marker.count))
      return marker.filter { abs($0.x - x) <= 1 && abs($0.y - y) <= 1 }
    }
    #expect(center(solid).count == 9 && center(dashed).isEmpty)
  }

  /// Eight runs have eight markers: their shapes cover different pixels.
  @Test func markersOfRunsDiffer() {
    let shapes = (0..<8).map { run -> Set<Pixel> in
      let curve = LinePlot.Series("a", [Point(x: 0, y: 1)], look: .init(run: run, isSecond: false))
      let panel = LinePlot.Panel(yLabel: "", series: [curve])
      let image = LinePlot(title: "", xLabel: "", panels: [panel], legend: []).image()
      let colors = [0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0x56B4E9, 0xE69F00, 0x2B2B2B]
      return Set(image.places(of: colors[run % 7], tolerance: 30))
    }
    #expect(shapes.allSatisfy { $0.count > 30 })
    #expect(Set(shapes).count == 8)
  }

  @Test func whatIsNotFiniteLeavesAGap() {
    let whole = plot([series("a", [1, 1, 1, 1, 1, 1])])
    for missing in [Double.nan, .infinity, -.infinity] {
      let image = plot([series("a", [1, 1, missing, missing, 1, 1])])
      #expect(heights(whole, Self.firstColor).count == 10)
      #expect(heights(image, Self.firstColor).count < 10)
    }
  }

  @Test func lonePointsAreSeen() {
    #expect(plot([series("a", [0.5])]).places(of: Self.firstColor).count > 50)
    let lone = [Double.nan] + [Double](repeating: 1, count: 60) + [.nan, 3, .nan] + [Double](repeating: 2, count: 60)
    let image = plot([series("a", lone)])
    let top = image.places(of: Self.firstColor).map(\.y).min() ?? 0
    #expect(image.places(of: Self.firstColor).filter { $0.y < top + 14 }.count > 50)
  }

  @Test(
    arguments: [
      [[]], [[.nan]], [[.infinity, -.infinity]], [[0, 0, 0]], [[1e308, -1e308]], [[.leastNonzeroMagnitude, 0]], [[.leastNonzeroMagnitude]],
      [[1e199, -1e199]],
      [[1, 2], [], [.nan, 3]], [[-1, 0, 0.0]],
    ] as [[[Double]]])
  func anyValuesCanBePlotted(_ values: [[Double]]) {
    for isLogarithmic in [false, true] {
      let image = plot(values.enumerated().map { series("s\($0.offset)", $0.element) }, isLogarithmic: isLogarithmic)
      #expect(image.size == ImageSize(width: 1280, height: 800))
    }
  }

  @Test func manySeriesAndLongNamesFit() {
    let name = String(repeating: "long name ", count: 40)
    let many = (0..<60).map { series(name + "\($0)", [1, 2, 3]) }
    let image = LinePlot(title: name, xLabel: name, yLabel: name, series: many).image(width: 100, height: 100)
    // A little higher than the least, so that the panel keeps some room.
    #expect(image.width == 480 && (360...460).contains(image.height))
  }

  @Test func denseCurvesShowTheirMean() {
    let values = (0..<5000).map { $0 % 2 == 0 ? 0.0 : 2.0 }
    let image = plot([series("a", values)])
    let rows = image.places(of: Self.firstColor, tolerance: 2).filter { (400..<900).contains($0.x) }.map(\.y)
    let box = rows.min().flatMap { low in rows.max().map { $0 - low } }
    #expect(box ?? 100 < 30)
  }
}
