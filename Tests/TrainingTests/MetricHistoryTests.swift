import Foundation
import TestSupport
import Testing
import Training

struct MetricHistoryTests {
  private func reference() throws -> Data {
    try #require(FileManager.default.contents(atPath: Fixture.folder("training").appending("metrics.json").string))
  }

  private var history: MetricHistory {
    var history = MetricHistory()
    history.append(0.25, of: "map50_95", epoch: 1, step: 1)
    history.append(5.573, of: "loss", epoch: 1, step: 1)
    history.append(0.1 + 0.2, of: "loss", epoch: 1, step: 2)
    return history
  }

  @Test func theFileIsTheTrainers() throws {
    #expect(try Array(history.fileText().utf8) == Array(reference()))
    #expect(MetricHistory().fileText() == "{}")
  }

  @Test func whatWasWrittenIsRead() throws {
    #expect(try JSONDecoder().decode(MetricHistory.self, from: reference()) == history)
    #expect(try JSONDecoder().decode(MetricHistory.self, from: JSONEncoder().encode(history)) == history)
    var awkward = MetricHistory()
    let values = [Double.leastNonzeroMagnitude, .greatestFiniteMagnitude, 1e-7, 1 / 3, -0.0, 123_456_789_012_345_680]
    for (index, value) in values.enumerated() { awkward.append(value, of: "a\"/é\n", epoch: 1, step: index + 1) }
    for text in [awkward.fileText(), String(decoding: try JSONEncoder().encode(awkward), as: UTF8.self)] {
      let read = try JSONDecoder().decode(MetricHistory.self, from: Data(text.utf8))
      #expect(read["a\"/é\n"].map(\.value.bitPattern) == values.map(\.bitPattern))
    }
  }

  @Test func aValueHasOneNameWhateverTheFileCallsIt() throws {
    var history = MetricHistory()
    for (name, value) in [("map50_95", 0.1), ("agnostic_map50_95", 0.2), ("map50", 0.3)] {
      history.append(value, of: name, epoch: 1, step: 1)
    }
    let text = history.fileText()
    #expect(text.contains("\"map50:95\"") && text.contains("\"agnostic_map50:95\"") && !text.contains("_95"))
    #expect(try JSONDecoder().decode(MetricHistory.self, from: Data(text.utf8)) == history)
    #expect(history["map50:95"] == history["map50_95"] && history["map50:95"].count == 1)
  }

  /// The trainer's metrics in their order, each with its values in the order in which it describes them.
  @Test func theFileHasTheTrainersOrder() throws {
    var history = history
    for name in ["map75", "map50", "bleu", "cer"] { history.append(1, of: name, epoch: 1, step: 1) }
    func keys(_ text: String) -> [String] {
      text.split(separator: "\n").filter { $0.hasPrefix("    \"") }.map { String($0.split(separator: "\"")[1]) }
    }
    #expect(keys(history.fileText(order: ["cer", "map50_95", "map50", "map75"])) == ["loss", "cer", "map50:95", "map50", "map75", "bleu"])
    #expect(keys(history.fileText()) == ["loss", "bleu", "cer", "map50", "map50:95", "map75"])
  }

  @Test func whatIsNoNumberIsAbsent() throws {
    var history = MetricHistory()
    history.append(.nan, of: "wer", epoch: 1, step: 1)
    history.append(.infinity, of: "wer", epoch: 2, step: 1)
    #expect(history == MetricHistory())
    history.append(1, of: "wer", epoch: 3, step: 1)
    #expect(history.metrics == ["wer"])
    #expect(history["wer"] == [.init(epoch: 3, step: 1, value: 1)])
    #expect(history["cer"].isEmpty)
  }

  @Test func theLossComesFirst() throws {
    var history = history
    history.append(1, of: "bleu", epoch: 1, step: 1)
    #expect(history.metrics == ["loss", "bleu", "map50_95"])
  }
}
