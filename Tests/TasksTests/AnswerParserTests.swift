import Essentials
import Foundation
import Tasks
import Testing

@Suite struct AnswerParserTests {
  /// The object of the processor's answer, whatever lists it has.
  private struct Lists: Decodable, Equatable {
    var bboxes: [[Float]]?
    var quadBoxes: [[Float]]?
    var polygons: [[[Float]]]?
    var labels: [String]?
    var regionLabels: [String]?
    var maskLabels: [String]?

    enum CodingKeys: String, CodingKey {
      case bboxes, polygons, labels
      case quadBoxes = "quad_boxes"
      case regionLabels = "bboxes_labels"
      case maskLabels = "polygons_labels"
    }

    /// The processor drops what is not ASCII from labels, but for lines of text.
    var asciiLabels: Lists {
      func ascii(_ labels: [String]?) -> [String]? { labels?.map { String(String.UnicodeScalarView($0.unicodeScalars.filter(\.isASCII))) } }
      var lists = self
      (lists.labels, lists.regionLabels, lists.maskLabels) = (ascii(labels), ascii(regionLabels), ascii(maskLabels))
      return lists
    }
  }

  private struct Row: Decodable {
    var tag: String
    var text: String
    var width: Int
    var height: Int
    var expected: Lists

    init(from decoder: any Decoder) throws {
      var row = try decoder.unkeyedContainer()
      tag = try row.decode(String.self)
      text = try row.decode(String.self)
      width = try row.decode(Int.self)
      height = try row.decode(Int.self)
      expected = try row.decode(Lists.self)
    }
  }

  /// The processor leaves them as the model gave them, and so do metrics and pictures get them.
  @Test(arguments: ["<OD>", "<DENSE_REGION_CAPTION>", "<CAPTION_TO_PHRASE_GROUNDING>", "<OPEN_VOCABULARY_DETECTION>"])
  func `a box turned inside out stays so`(tag: String) {
    let answer = AnswerParser.parse("car<loc_899><loc_799><loc_99><loc_49>", tag: tag, width: 1000, height: 500)
    let regions: [Answer.Region] =
      switch answer {
      case .regions(let regions), .regionsAndMasks(let regions, _): regions
      default: []
      }
    #expect(regions == [Answer.Region(box: Box(x0: 899.5, y0: 399.75, x1: 99.5, y1: 24.75), label: "car")])
  }

  @Test(arguments: [("answers.json", 714), ("odd_answers.json", 440)])
  func `agrees with the processor on every answer`(file: String, count: Int) throws {
    let rows = try AnswerFixture.decode([Row].self, from: file)
    #expect(rows.count == count)
    for row in rows {
      let answer = AnswerParser.parse(row.text, tag: row.tag, width: row.width, height: row.height)
      let lists = try JSONDecoder().decode(Lists.self, from: JSONEncoder().encode(answer))
      let dropsLetters =
        ["<OD>", "<DENSE_REGION_CAPTION>", "<CAPTION_TO_PHRASE_GROUNDING>"].contains(row.tag) || lists.bboxes?.isEmpty == false
      let ours = dropsLetters ? lists.asciiLabels : lists
      #expect(ours == row.expected, "\(row.tag) \(row.text.debugDescription)")
    }
  }

  private func regions(_ text: String, _ tag: String = "<OD>") -> [Answer.Region]? {
    if case .regions(let regions) = AnswerParser.parse(text, tag: tag, width: 640, height: 480) { regions } else { nil }
  }

  @Test func `labels keep their letters`() {
    let box = Box(x0: 0.96, y0: 1.1999999, x1: 2.24, y1: 2.1599998)
    #expect(regions(" café 日本 <loc_1><loc_2><loc_3><loc_4>") == [.init(box: box, label: "café 日本")])
    #expect(regions("é<loc_1><loc_2><loc_3><loc_4>", "<CAPTION_TO_PHRASE_GROUNDING>") == [.init(box: box, label: "é")])
    #expect(
      AnswerParser.parse("ñ<loc_1><loc_2><loc_3><loc_4>", tag: "<OPEN_VOCABULARY_DETECTION>", width: 640, height: 480)
        == .regionsAndMasks([.init(box: box, label: "ñ")], []))
  }

  @Test(arguments: ["<VQA>", "<OCR>", "<CAPTION>", "<REGION_TO_OCR>", "pure_text", nil])
  func `other tasks answer with plain text`(tag: String?) throws {
    let answer = AnswerParser.parse("</s><s> 42<loc_1>\n</s><pad><pad>", tag: tag, width: 640, height: 480)
    #expect(answer == .text("42<loc_1>"))
    #expect(try String(decoding: JSONEncoder().encode(answer), as: UTF8.self) == #""42<loc_1>""#)
  }

  @Test func `plain text loses its frame alone`() {
    #expect(AnswerParser.plainText("") == "")
    #expect(AnswerParser.plainText("</s><s></s>") == "")
    #expect(AnswerParser.plainText("\u{1F}\u{3000} a\n b \u{85}") == "a\n b")
    #expect(AnswerParser.plainText("a<unk><mask><S>") == "a<unk><mask><S>")
  }

  @Test(arguments: ["<OD>", "<REGION_PROPOSAL>", "<OCR_WITH_REGION>", "<REGION_TO_SEGMENTATION>", "<OPEN_VOCABULARY_DETECTION>"])
  func `what is no location is text`(tag: String) {
    let digits = String(repeating: "9", count: 100_000)
    for broken in ["<loc_1000>", "<loc_\(digits)>", "<loc_>", "<loc_1", "<loc_x>"] {
      _ = AnswerParser.parse("a<loc_1><loc_2><loc_3>\(broken)", tag: tag, width: 640, height: 480)
      #expect(regions("a<loc_1><loc_2><loc_3>\(broken)")?.isEmpty == true)
      #expect(regions("a<loc_1><loc_2><loc_3><loc_4>\(broken)")?.count == 1)
    }
  }

  @Test(arguments: ["<OD>", "<REGION_PROPOSAL>", "<OCR_WITH_REGION>", "<REGION_TO_SEGMENTATION>", "<OPEN_VOCABULARY_DETECTION>"])
  func `long answers take no quadratic time`(tag: String) {
    for part in ["<", "<loc_5>", "<poly>", "<sep>a", "a", "a\n", "<poly><loc_1><loc_2></poly>", "a<loc_5><loc_6><loc_7>"] {
      _ = AnswerParser.parse(String(repeating: part, count: 20_000), tag: tag, width: 640, height: 480)
    }
  }

  @Test func `faults of a suffix depend on the task`() {
    let box = "<loc_1><loc_2><loc_3><loc_4>"
    #expect(AnswerParser.faults(inSuffix: "car" + box, tag: "<OD>").isEmpty)
    #expect(AnswerParser.faults(inSuffix: box, tag: "<OD>").map(\.column) == [1])
    #expect(AnswerParser.faults(inSuffix: "car<loc_1>", tag: "<OD>").map(\.column) == [4])
    #expect(AnswerParser.faults(inSuffix: box, tag: "<REGION_PROPOSAL>").isEmpty)
    #expect(AnswerParser.faults(inSuffix: "a" + box, tag: "<OCR_WITH_REGION>").map(\.column) == [2])
    #expect(AnswerParser.faults(inSuffix: "a" + box + box, tag: "<OCR_WITH_REGION>").isEmpty)
    #expect(AnswerParser.faults(inSuffix: "it is at <loc_1>", tag: "<VQA>").isEmpty)
    #expect(AnswerParser.faults(inSuffix: "it is at <loc_1000>", tag: nil).map(\.column) == [10])
  }
}
