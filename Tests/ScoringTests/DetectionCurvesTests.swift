import Essentials
import Scoring
import Testing

@Suite struct DetectionCurvesTests {
  /// Images with their boxes as left, top, right, bottom, label, score; of each class its precisions and every 37th value of F1; and the
  /// best mean F1 with its score.
  struct Row: Decodable {
    struct Class {
      var label: String
      var precisions: [Double]
      var f1: [Double]
    }

    var answers: [ScoredAnswer]
    var classes: [Class] = []
    var best: [Double]?

    init(from decoder: any Decoder) throws {
      var row = try decoder.unkeyedContainer()
      answers = try row.decode([[[Double]]].self).map { image in
        ScoredAnswer(
          target: "", prediction: "", targetDetections: Self.detections(image[0]), predictedDetections: Self.detections(image[1]))
      }
      var list = try row.nestedUnkeyedContainer()
      while !list.isAtEnd {
        var item = try list.nestedUnkeyedContainer()
        classes.append(
          Class(label: try item.decode(String.self), precisions: try item.decode([Double].self), f1: try item.decode([Double].self)))
      }
      best = try row.decode([Double]?.self)
    }

    private static func detections(_ numbers: [Double]) -> [Detection] {
      stride(from: 0, to: numbers.count, by: 6).map { start in
        let row = numbers[start..<start + 6].map(Float.init)
        return Detection(box: Box(x0: row[0], y0: row[1], x1: row[2], y1: row[3]), label: "\(Int(row[4]))", score: row[5])
      }
    }
  }

  private func agrees(_ values: [Double], _ expected: [Double]) -> Bool {
    values.count == expected.count && zip(values, expected).allSatisfy { abs($0 - $1) < 2e-9 }
  }

  @Test func `agrees with supervision and ultralytics on every case`() throws {
    let rows = try ScoringFixture.decode([Row].self, from: "../curves/curves.json")
    #expect(rows.count == 60 && rows.count { $0.classes.count == 3 } > 20)
    for (index, row) in rows.enumerated() {
      guard let best = row.best else {
        #expect(DetectionCurves(row.answers) == nil, "case \(index)")
        continue
      }
      let curves = try #require(DetectionCurves(row.answers), "case \(index)")
      #expect(curves.classes.map(\.label) == row.classes.map(\.label), "case \(index)")
      for (curve, expected) in zip(curves.classes, row.classes) {
        #expect(agrees(curve.precisions, expected.precisions), "case \(index), class \(curve.label)")
        #expect(agrees(stride(from: 0, to: 1000, by: 37).map { curve.f1[$0] }, expected.f1), "case \(index), class \(curve.label)")
      }
      #expect(agrees([curves.best.f1, curves.best.score], best), "case \(index): \(curves.best)")
    }
  }

  @Test func theMeanOfTheCurveIsTheAveragePrecision() throws {
    let rows = try ScoringFixture.decode([Row].self, from: "../curves/curves.json")
    for row in rows {
      let scores = MeanAveragePrecision().report(on: row.answers)?.classes.map { $0.averagePrecisions[0] } ?? []
      #expect(agrees(DetectionCurves(row.answers)?.classes.map(\.averagePrecision) ?? [], scores))
    }
  }

  @Test func theBestScoreDropsWhatIsWrong() throws {
    func detection(_ x: Float, _ score: Float) -> Detection {
      Detection(box: Box(x0: x, y0: 0, x1: x + 10, y1: 10), label: "cat", score: score)
    }
    let answer = ScoredAnswer(
      target: "", prediction: "", targetDetections: [detection(0, 1), detection(20, 1)],
      predictedDetections: [detection(0, 0.9), detection(20, 0.8), detection(50, 0.4), detection(80, 0.3)])
    let curves = try #require(DetectionCurves([answer]))
    #expect(curves.classes[0].targets == 2 && curves.classes[0].best.f1 > 0.999)
    #expect((0.4...0.8).contains(curves.classes[0].best.score) && (0.4...0.8).contains(curves.best.score))
    #expect(curves.classes[0].f1[0] < 0.7 && curves.classes[0].f1[999] < 0.8)
  }
}
