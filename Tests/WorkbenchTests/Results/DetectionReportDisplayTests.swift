import Essentials
import Presentation
import Scoring
import Testing
import Workbench

struct DetectionReportDisplayTests {
  private let box = Box(x0: 0, y0: 0, x1: 10, y1: 10)
  private let far = Box(x0: 50, y0: 50, x1: 60, y1: 60)

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

  @Test func classesAndWhatIsTakenForWhatAreTables() throws {
    let display = try #require(DetectionReport(answers)).display
    #expect(
      display.text == """
        class    targets  predictions  map50_95   map50   map75
        dog            3            1    0.3366  0.3366  0.3366
        red_car        1            1    0       0       0

        target \\ called  dog  red_car  (unknown)  (missed)
        dog                1        1          0         1
        red_car            0        0          1         0
        (nothing)          0        0          1         0
        labels that no target has: car (2)
        answers: 1 without a box that could be read, 1 cut at max_new_tokens
        """)
  }

  /// Each caption of a dataset is a label of its own.
  @Test func thousandsOfLabelsAreCounted() throws {
    let captions = (0..<4000).map { place in
      ScoredAnswer(
        target: "", prediction: "", targetDetections: [Detection(box: box, label: "caption \(place)")],
        predictedDetections: [Detection(box: box, label: "caption \(place / 2)")])
    }
    let lines = try #require(DetectionReport(captions)).display.text.split(separator: "\n")
    #expect(lines.count < 130 && lines.contains("and 3900 more") && lines.contains("and 3987 more"))
    #expect(lines.contains { $0.hasPrefix("times  target") })
  }

  @Test func proposalsAreRegions() throws {
    let report = try #require(
      DetectionReport([ScoredAnswer(target: "", prediction: "", targetDetections: [Detection(box: box, label: "")])]))
    #expect(report.display.text.contains("\nregion  "))
  }
}
