import Essentials
import Foundation
import Scoring
import Testing

@Suite struct ConfusionTableTests {
  /// Images with their boxes as left, top, right, bottom, label, score; supervision's three averages, and its confusion matrix by rows.
  struct Row: Decodable {
    static let classes = 4
    var answers: [ScoredAnswer]
    var averages: [Double]?
    var matrix: [Int]

    init(from decoder: any Decoder) throws {
      var row = try decoder.unkeyedContainer()
      answers = try row.decode([[[Double]]].self).map { image in
        ScoredAnswer(
          target: "", prediction: "", targetDetections: Self.detections(image[0]), predictedDetections: Self.detections(image[1]))
      }
      averages = try row.decode([Double]?.self)
      matrix = try row.decode([Int].self)
    }

    private static func detections(_ numbers: [Double]) -> [Detection] {
      stride(from: 0, to: numbers.count, by: 6).map { start in
        let row = numbers[start..<start + 6].map(Float.init)
        return Detection(box: Box(x0: row[0], y0: row[1], x1: row[2], y1: row[3]), label: "\(Int(row[4]))", score: row[5])
      }
    }

    func count(_ row: Int, _ column: Int) -> Int { matrix[row * (Self.classes + 1) + column] }
  }

  @Test func `agrees with supervision on every case`() throws {
    let rows = try ScoringFixture.decode([Row].self, from: "confusion.json")
    #expect(rows.count == 700)
    #expect(rows.contains { $0.averages == nil } && rows.contains { ConfusionTable($0.answers).unknownCount > 0 })
    for (index, row) in rows.enumerated() {
      let scores = MeanAveragePrecision().compute(row.answers)
      let averages = ["map50_95", "map50", "map75"].compactMap { scores[$0] }
      #expect(
        zip(averages, row.averages ?? []).allSatisfy { abs($0 - $1) < 1e-9 } && averages.count == (row.averages?.count ?? 0), "\(index)")

      let table = ConfusionTable(row.answers)
      let known = table.labels.compactMap(Int.init)
      let unknown = (0..<Row.classes).filter { !known.contains($0) }
      for (place, label) in known.enumerated() {
        #expect(table.counts[place] == known.map { row.count(label, $0) }, "case \(index)")
        #expect(table.calledUnknown[place] == unknown.reduce(0) { $0 + row.count(label, $1) }, "case \(index)")
        #expect(table.missed[place] == row.count(label, Row.classes), "case \(index)")
        #expect(table.falseDetections[place] == row.count(Row.classes, label), "case \(index)")
      }
      #expect(table.falseUnknown == unknown.reduce(0) { $0 + row.count(Row.classes, $1) }, "case \(index)")
    }
  }

  private let box = Box(x0: 0, y0: 0, x1: 10, y1: 10)
  private let far = Box(x0: 50, y0: 0, x1: 60, y1: 10)

  private var answers: [ScoredAnswer] {
    [
      ScoredAnswer(
        target: "", prediction: "", targetDetections: [Detection(box: box, label: "red_car"), Detection(box: far, label: "dog")],
        predictedDetections: [Detection(box: box, label: "car"), Detection(box: far, label: "red_car")]),
      ScoredAnswer(target: "", prediction: "a cat", targetDetections: [Detection(box: box, label: "dog")], isUnparsed: true),
      ScoredAnswer(
        target: "", prediction: "", targetDetections: [Detection(box: box, label: "dog")],
        predictedDetections: [Detection(box: box, label: "dog"), Detection(box: far, label: "car")], isTruncated: true),
    ]
  }

  @Test func `counts what cannot be scored`() throws {
    let report = try #require(DetectionReport(answers))
    let table = report.confusion
    #expect(table.labels == ["dog", "red_car"] && table.counts == [[1, 1], [0, 0]])
    #expect(table.calledUnknown == [0, 1] && table.missed == [1, 0] && table.falseDetections == [0, 0] && table.falseUnknown == 1)
    #expect(table.unknownLabels == [.init(label: "car", count: 2)] && table.unknownCount == 2)
    #expect(table.unparsedAnswers == 1 && table.truncatedAnswers == 1)
    #expect(report.classes.map(\.targets) == [3, 1] && report.classes.map(\.predictions) == [1, 1])
    #expect(report.matrix.map(\.label) == ["dog", "red_car", "(nothing)"])
    #expect(report.matrix.map(\.counts) == [[1, 1, 0, 1], [0, 0, 1, 0], [0, 0, 1, 0]])
    #expect(DetectionReport([ScoredAnswer(target: "a", prediction: "b")]) == nil)
  }

  @Test func `classes differ by their spelling`() throws {
    let labels = [
      "red_car", "red car", "hard hat", "\u{FC}ber-gr\u{F6}\u{DF}e", "u\u{308}ber-gro\u{308}\u{DF}e", "车", "a, b", "and", "Car", "car",
    ]
    let detections = labels.enumerated().map { place, label in
      Detection(box: Box(x0: Float(place) * 20, y0: 0, x1: Float(place) * 20 + 10, y1: 10), label: label)
    }
    let report = try #require(
      DetectionReport([ScoredAnswer(target: "", prediction: "", targetDetections: detections, predictedDetections: detections)]))
    #expect(report.classes.count == labels.count && report.classes.allSatisfy { $0.averagePrecision == 1 && $0.predictions == 1 })
    #expect(report.confusion.labels.map { Array($0.utf8) } == labels.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) })
    #expect(report.mistakes.isEmpty)
    _ = try JSONEncoder().encode(report)
  }

  @Test func `says what was missed, and what is seen where nothing is`() throws {
    let report = try #require(DetectionReport(answers))
    #expect(
      report.mistakes.map { "\($0.count) \($0.target) \($0.given)" } == [
        "1 dog red_car", "1 dog (missed)", "1 red_car (unknown)", "1 (nothing) (unknown)",
      ])
  }

  /// Each caption of a dataset is a label of its own.
  @Test func `thousands of labels fill no table`() throws {
    let captions = (0..<4000).map { place in
      ScoredAnswer(
        target: "", prediction: "", targetDetections: [Detection(box: box, label: "caption \(place)")],
        predictedDetections: [Detection(box: box, label: "caption \(place / 2)")])
    }
    let report = try #require(DetectionReport(captions))
    #expect(report.confusion.labels.count == 4000 && !report.hasTable)
    #expect(report.mistakes.count == 3999 && report.mistakes.allSatisfy { $0.count == 1 })
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(report)) as? [String: Any]
    #expect(object?["confusion"] == nil && (object?["mistakes"] as? [[String: Any]])?.count == 3999)
  }

  @Test func `is written with the labels as they are`() throws {
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(DetectionReport(answers))) as? [String: Any]
    #expect(object?.keys.sorted() == ["classes", "confusion", "truncated", "unknown", "unparsed"])
    let classes = try #require(object?["classes"] as? [[String: Any]])
    #expect(classes.map { $0["label"] as? String } == ["dog", "red_car"])
    #expect(classes[0]["map50"] as? Double == 1.0 / 3 || (classes[0]["map50"] as? Double).map { (0.3...0.35).contains($0) } == true)
  }
}
