import Florence
import Foundation
import Tasks
import Testing

@Suite struct ConfidenceTests {
  private func tokens(_ pieces: [(String, Float)]) -> [Confidence.Token] {
    pieces.map { Confidence.Token(bytes: Array($0.0.utf8), probability: $0.1) }
  }

  private func locations(_ probability: Float, from bin: Int = 0) -> [(String, Float)] {
    (bin..<bin + 4).map { ("<loc_\($0)>", probability) }
  }

  private func close(_ values: [Float], _ expected: [Double]) -> Bool {
    values.count == expected.count && zip(values, expected).allSatisfy { abs(Double($0) - $1) < 1e-6 }
  }

  @Test func `boxes of one label differ by their locations`() {
    let start: [(String, Float)] = [("</s>", 1), ("<s>", 0.01)]
    let first = start + [("red", 0.5), ("_car", 0.5)] + locations(0.5) + locations(0.25, from: 4)
    let answer = tokens(first + [(" dog", 0.9)] + locations(1) + [("</s>", 0.001), ("<pad>", 0.2)])
    let expected = [0.5, pow(2, -10.0 / 6), pow(0.9, 0.2)]
    #expect(close(Confidence.ofRegions(answer, tag: "<OD>"), expected))
    #expect(close(Confidence.ofRegions(answer, tag: "<OPEN_VOCABULARY_DETECTION>"), expected))
    #expect(close(Confidence.ofRegions(answer, tag: "<REGION_PROPOSAL>"), [0.5, 0.25, 1]))
    for tag in ["<OCR_WITH_REGION>", "<CAPTION>", "<REGION_TO_SEGMENTATION>", nil] {
      #expect(Confidence.ofRegions(answer, tag: tag).isEmpty)
    }
  }

  @Test func `phrases that name nothing have no number`() {
    let answer = tokens([("it", 0.1)] + locations(0.1) + [("car", 0.5)] + locations(0.5))
    #expect(close(Confidence.ofRegions(answer, tag: "<CAPTION_TO_PHRASE_GROUNDING>"), [0.5]))
  }

  @Test func `a token may be a part of a letter, or nothing, or impossible`() {
    let letter = Array("é".utf8)
    var answer = [Confidence.Token(bytes: [letter[0]], probability: 0.25), Confidence.Token(bytes: [letter[1]], probability: 1)]
    answer += [Confidence.Token(bytes: [], probability: 0)] + tokens(locations(1))
    #expect(close(Confidence.ofRegions(answer, tag: "<OD>"), [pow(0.25, 1.0 / 6)]))
    #expect(Confidence.ofRegions(tokens([("a", 0)] + locations(1)), tag: "<OD>") == [0])
    #expect(Confidence.ofRegions([], tag: "<OD>").isEmpty)
  }

  @Test(arguments: ["answers.json", "odd_answers.json"]) func `there is a number for each box of any answer`(file: String) throws {
    struct Row: Decodable {
      var tag: String
      var text: String

      init(from decoder: any Decoder) throws {
        var row = try decoder.unkeyedContainer()
        (tag, text) = try (row.decode(String.self), row.decode(String.self))
      }
    }
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let rows = try JSONDecoder().decode([Row].self, from: Data(contentsOf: tests.appending(path: "TestSupport/Fixtures/answers/\(file)")))
    var boxes = 0
    for row in rows {
      var text = row.text
      for mark in ["<s>", "</s>", "<pad>"] { text = text.replacing(mark, with: "") }
      let letters = text.utf8.map { Confidence.Token(bytes: [$0], probability: 0.5) }
      let confidences = Confidence.ofRegions(letters, tag: row.tag)
      switch AnswerParser.parse(row.text, tag: row.tag, width: 640, height: 480) {
      case .regions(let regions), .regionsAndMasks(let regions, _):
        #expect(confidences.count == regions.count, "\(row.tag) \(row.text.debugDescription)")
        #expect(confidences.allSatisfy { abs($0 - 0.5) < 1e-6 })
        boxes += regions.count
      default: #expect(confidences.isEmpty)
      }
    }
    #expect(boxes > 200)
  }
}
