import Foundation
import MaestroKit
import Testing

/// The examples run, each in a process of its own, for they use the present folder.
@Suite(.serialized) struct ExampleTests {
  @Test func theOverview() async {
    await #expect(processExitsWith: .success) {
      try Workplace.use {
        try SyntheticDataset(style: ShapeScenes(), counts: .init(train: 3, valid: 1, test: 1), seed: 3).write(to: "cards")
        var tiny = Configuration()
        tiny.modelID = "tiny"
        try export(tiny, to: "florence-2-base-ft")
        try OverviewExample.run()
        try Workplace.require("training/florence-2/1/metrics/validation.json", "training/florence-2/metrics/evaluation.json")
      }
    }
  }

  @Test func gettingStarted() async {
    await #expect(processExitsWith: .success) {
      try Workplace.use {
        try GettingStartedExample.run()
        try Workplace.require("chess/train/0039.png", "merged/model.safetensors", "training/florence-2/1/metrics/map50_plot.png")
      }
    }
  }

  @Test func ownMetrics() async {
    await #expect(processExitsWith: .success) {
      try Workplace.use {
        try SyntheticDataset(style: ChessScenes(), counts: .init(train: 8, valid: 2, test: 2), seed: 7).write(to: "chess")
        try OwnMetricsExample.run()
        try Workplace.require("training/florence-2/1/metrics/count_error_plot.png")
        let measured = try Workplace.json("training/florence-2/1/metrics/validation.json")
        guard (measured["count_error"] as? [Any])?.count == 2, (measured["count_exact"] as? [Any])?.count == 2 else {
          throw Workplace.Missing(what: "two epochs of the metric")
        }
      }
    }
  }

  @Test func ownDatasets() async {
    await #expect(processExitsWith: .success) {
      try Workplace.use {
        try Workplace.writeQuestions("questions.tsv", count: 10)
        try OwnDatasetsExample.run()
        let state = try Workplace.json("training/florence-2/1/configuration.json")
        guard state["dataset"] is NSNull, try Workplace.json("training/florence-2/metrics/evaluation.json")["wer"] != nil else {
          throw Workplace.Missing(what: "a run without a folder for its dataset, measured")
        }
        let sample = detectionSample("a.png", width: 200, height: 100, objects: [("pawn", Box(x0: 0, y0: 50, x1: 199.9, y1: 100))])
        guard sample.suffix == "pawn<loc_0><loc_500><loc_999><loc_999>" else { throw Workplace.Missing(what: sample.suffix) }
        let colours = try Dataset(Colours(all: [("red", 255, 0, 0), ("blue", 0, 0, 255)]))
        guard colours.train.samples.map(\.image.name) == ["red", "blue"] else { throw Workplace.Missing(what: "two colours") }
      }
    }
  }
}

/// The present folder of a process that runs an example.
enum Workplace {
  /// Something that an example was to leave.
  struct Missing: Error { let what: String }

  /// Runs `body` in an empty folder, which is gone afterwards.
  static func use(_ body: () throws -> Void) throws {
    let manager = FileManager.default
    let folder = NSTemporaryDirectory() + "/maestro-example-\(UUID().uuidString)"
    try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? manager.removeItem(atPath: folder) }
    guard manager.changeCurrentDirectoryPath(folder) else { throw Missing(what: folder) }
    try body()
  }

  static func require(_ files: String...) throws {
    for file in files where !FileManager.default.fileExists(atPath: file) { throw Missing(what: file) }
  }

  static func json(_ file: String) throws -> [String: Any] {
    guard let object = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: file))) as? [String: Any] else {
      throw Missing(what: file)
    }
    return object
  }

  /// A table of drawn pictures with a question and an answer each.
  static func writeQuestions(_ table: String, count: Int) throws {
    try SyntheticDataset(style: ShapeScenes(), tasks: [.vqa], counts: .init(train: count, valid: 1, test: 0), seed: 3).write(to: "drawn")
    let samples = try Dataset("drawn").train.samples.prefix(count)
    let rows = samples.map { "\($0.image)\t\($0.prefix.replacing("<VQA>", with: ""))\t\($0.suffix)" }
    try rows.joined(separator: "\n").write(toFile: table, atomically: true, encoding: .utf8)
  }
}
