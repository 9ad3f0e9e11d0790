import Foundation
import Images
import Script
import SystemPackage
import Testing
import Workbench

@Suite(.serialized) struct ConfusionCommandTests {
  private func record(_ value: Value) throws -> Record {
    guard case .record(let record) = value else { throw CancellationError() }
    return record
  }

  private func list(_ value: Value?) throws -> [Value] {
    guard case .list(let list)? = value else { throw CancellationError() }
    return list.elements
  }

  @Test func everyTargetIsInItsRow() throws {
    let bench = try Bench()
    let found = try record(bench.run("confusion split=valid"))
    #expect(found.names == ["classes", "rows", "columns", "counts", "unknown", "unparsed", "truncated", "path"])
    let (rows, columns, counts) = try (list(found["rows"]), list(found["columns"]), list(found["counts"]))
    #expect(rows.last == "(nothing)" && columns.suffix(2) == ["(unknown)", "(missed)"] && rows.dropLast() == columns.dropLast(2)[...])
    let statistics = try record(record(bench.run("dataset stats valid"))["classes"] ?? .none)
    #expect(statistics.names.sorted() == rows.dropLast().map { if case .text(let text) = $0 { text } else { "" } })
    for (index, row) in try list(found["classes"]).map(record).enumerated() {
      guard case .text(let label)? = row["label"] else { throw CancellationError() }
      #expect(row["targets"] == statistics[label])
      let sum = try list(counts[index]).reduce(0) { sum, count in if case .integer(let count) = count { sum + count } else { sum } }
      #expect(row["targets"] == .integer(sum), "each target is called something, or missed")
    }
    let written = bench.folder.appending("runs/metrics/detections.json").string
    #expect(!FileManager.default.fileExists(atPath: written))
    try bench.run("evaluate split=valid metrics=[mean_average_precision]")
    let file = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: written))) as? [String: Any])
    #expect(file.keys.sorted() == ["classes", "confusion", "truncated", "unknown", "unparsed"])
  }

  @Test func theTableAndTheCurvesAreDrawn() throws {
    let bench = try Bench()
    let (table, curves) = (bench.folder.appending("table.png").string, bench.folder.appending("curves.png").string)
    let found = try record(bench.run("confusion split=valid to='\(table)'"))
    #expect(found["path"] == .text(table))
    #expect(try Image(contentsOf: FilePath(table)).width > 300)
    let best = try record(bench.run("curves split=valid to='\(curves)'"))
    #expect(best.names == ["classes", "map50", "f1", "score", "path"])
    let image = try Image(contentsOf: FilePath(curves))
    #expect(image.width > 2 * image.height && image.height > 600)
    let report = try list(found["classes"]).map(record)
    for (index, curve) in try list(best["classes"]).map(record).enumerated() {
      #expect(curve["label"] == report[index]["label"] && curve["targets"] == report[index]["targets"])
      #expect(abs((curve["map50"]?.asNumber ?? -1) - (report[index]["map50"]?.asNumber ?? -2)) < 1e-12)
      #expect((0...1).contains(curve["f1"]?.asNumber ?? -1) && (0...1).contains(curve["score"]?.asNumber ?? -1))
    }
  }

  @Test func withoutBoxesThereIsNothingToTell() throws {
    let bench = try Bench()
    let scenes = bench.folder.appending("scenes")
    try bench.run("dataset synthesize \(scenes) samples=[2, 1, 1] style=cards task=vqa size=48; dataset load \(scenes)")
    #expect(bench.fault(of: "confusion")?.diagnostics.first?.message == "no sample's answer has a box")
  }

  /// nano finds chess pieces that it cannot name: how sure it is of a box says something about the box.
  @Test func boxesAreRankedByTheirTokens() throws {
    let bench = try Bench()
    let scenes = bench.folder.appending("scenes")
    try bench.run(
      """
      dataset synthesize \(scenes) samples=[1, 1, 12] style=chess seed=3; dataset load \(scenes)
      set model_id=nano image_size=none max_new_tokens=none val_batch_size=4 metrics=[agnostic_average_precision]; model load nano
      """)
    var all: Set<Double> = []
    for index in 0..<4 {
      let answer = try record(bench.run("predict split=test index=\(index)"))
      let parsed = try record(record(answer["answer"] ?? .none)["<OD>"] ?? .none)
      let scores = try list(answer["scores"]).compactMap(\.asNumber)
      #expect(try scores.count == list(parsed["bboxes"]).count && scores.allSatisfy { 0 < $0 && $0 <= 1 })
      all.formUnion(scores)
    }
    #expect(all.count > 2)

    let ranked = try bench.field("agnostic_map50", of: "evaluate split=test")
    let constant = try bench.field("agnostic_map50", of: "set score=constant; evaluate split=test")
    #expect(ranked?.asNumber != nil && constant?.asNumber != nil && ranked != constant)
    let counts = try bench.field("counts", of: "confusion split=test")
    #expect(try bench.field("counts", of: "set score=probability; confusion split=test") == counts, "what is taken for what knows no ranks")
  }
}
