import Essentials
import Scoring
import Testing

@Suite struct MeanAveragePrecisionTests {
  /// Images with their boxes as left, top, right, bottom, label, score; and what supervision makes of them, nil where it has no score.
  struct Case: Decodable {
    struct Image: Decodable {
      var targets: [Double]
      var predictions: [Double]
    }

    struct Expected: Decodable {
      /// map50_95, map50, map75.
      var values: [Double]
      /// The average precisions at the ten thresholds.
      var classes: [String: [Double]]
    }

    var images: [Image]
    var expected: Expected?
    var agnostic: Expected?

    var answers: [ScoredAnswer] {
      images.map { image in
        ScoredAnswer(
          target: "", prediction: "", targetDetections: detections(image.targets), predictedDetections: detections(image.predictions))
      }
    }

    private func detections(_ numbers: [Double]) -> [Detection] {
      stride(from: 0, to: numbers.count, by: 6).map { start in
        let row = numbers[start..<start + 6].map(Float.init)
        return Detection(box: Box(x0: row[0], y0: row[1], x1: row[2], y1: row[3]), label: "\(Int(row[4]))", score: row[5])
      }
    }
  }

  private func agrees(_ values: [Double], _ expected: [Double]) -> Bool {
    values.count == expected.count && zip(values, expected).allSatisfy { abs($0 - $1) < 1e-9 }
  }

  private func check(_ report: MeanAveragePrecision.Report?, _ expected: Case.Expected?, _ index: Int) throws {
    guard let expected else {
      #expect(report == nil, "case \(index)")
      return
    }
    let report = try #require(report, "case \(index)")
    let values = [report.map50_95, report.map50, report.map75]
    #expect(agrees(values, expected.values), "case \(index): \(values) is not \(expected.values)")
    if !expected.classes.isEmpty {
      #expect(report.classes.map(\.label) == expected.classes.keys.sorted(), "case \(index)")
      for score in report.classes {
        #expect(agrees(score.averagePrecisions, expected.classes[score.label] ?? []), "case \(index), class \(score.label)")
      }
    }
  }

  @Test func `agrees with supervision on every case`() throws {
    let cases = try ScoringFixture.decode([Case].self, from: "detections.json")
    #expect(cases.count == 318)
    #expect(cases.contains { $0.expected == nil })
    #expect(cases.contains { $0.images.contains { $0.predictions.count > 6 * 200 } })
    for (index, item) in cases.enumerated() {
      try check(MeanAveragePrecision().report(on: item.answers), item.expected, index)
      try check(MeanAveragePrecision(isClassAgnostic: true).report(on: item.answers), item.agnostic, index)
      let scores = MeanAveragePrecision().compute(item.answers)
      #expect(agrees(["map50_95", "map50", "map75"].compactMap { scores[$0] }, item.expected?.values ?? []))
    }
  }

  @Test func `thresholds are numpy's, bit for bit`() throws {
    #expect(try MeanAveragePrecision.iouThresholds == ScoringFixture.decode([Double].self, from: "thresholds.json"))
  }

  @Test func `says why there is no score`() {
    #expect(MeanAveragePrecision().compute([]) == .nothing(reason: "there is no sample"))
    let textOnly = ScoredAnswer(target: "a", prediction: "a")
    #expect(MeanAveragePrecision().compute([textOnly]) == .nothing(reason: "no target has a box"))
    #expect(MeanAveragePrecision().compute([textOnly])["map50"] == nil)
  }

  @Test func `boxes that are no numbers match nothing`() {
    let box = Box(x0: 0, y0: 0, x1: 10, y1: 10)
    for broken in [Float.nan, .infinity, -.infinity] {
      let prediction = Detection(box: Box(x0: broken, y0: 0, x1: 10, y1: 10), label: "a", score: broken)
      let answer = ScoredAnswer(
        target: "", prediction: "", targetDetections: [Detection(box: box, label: "a")],
        predictedDetections: [prediction, Detection(box: box, label: "a", score: 0.5)])
      #expect(MeanAveragePrecision().compute([answer])["map50"].map { $0 > 0.4 } == true)
    }
  }
}
