import Essentials
import FineTuning
import Foundation
import Images
import Plots
import SystemPackage
import Tasks
import TestSupport
import Testing
import Workbench

/// What is drawn for each task.
@Suite struct TaskPicturesTests {
  private static let size = ImageSize(width: 640, height: 480)
  private static let box = "<loc_100><loc_200><loc_500><loc_900>"

  /// A task, the answer a model gives, and how many outlines of it are drawn, filled or not.
  struct Case: Sendable, CustomTestStringConvertible {
    let prefix: String
    let suffix: String
    var outlines = 0
    var filled = 0
    var questions = 0
    var labels: [String] = []
    var testDescription: String { prefix }
  }

  static let cases: [Case] = [
    Case(prefix: "<CAPTION>", suffix: "A green car parked in front of a yellow building."),
    Case(
      prefix: "<DETAILED_CAPTION>", suffix: "The image shows a blue Volkswagen Beetle parked in front of a yellow building with two doors."),
    Case(
      prefix: "<MORE_DETAILED_CAPTION>",
      suffix: String(repeating: "The image shows a vintage car, chiếc xe cổ màu xanh, which stands on a cobblestone street. ", count: 6)),
    Case(
      prefix: "<OD>",
      suffix: "red_car<loc_52><loc_332><loc_932><loc_774>bánh xe<loc_708><loc_576><loc_862><loc_773><loc_147><loc_563><loc_305><loc_772>",
      outlines: 3, labels: ["red_car", "bánh xe", "bánh xe"]),
    Case(
      prefix: "<DENSE_REGION_CAPTION>", suffix: "turquoise Volkswagen Beetle\(box)wheel<loc_708><loc_576><loc_862><loc_773>", outlines: 2,
      labels: ["turquoise Volkswagen Beetle", "wheel"]),
    Case(prefix: "<REGION_PROPOSAL>", suffix: box + "<loc_600><loc_100><loc_900><loc_300>", outlines: 2, labels: ["", ""]),
    Case(
      prefix: "<CAPTION_TO_PHRASE_GROUNDING> A green car parked in front of it.", suffix: "A green car\(box)it\(box)", outlines: 1,
      labels: ["A green car"]),
    Case(
      prefix: "<REFERRING_EXPRESSION_SEGMENTATION>a green car",
      suffix: "<poly><loc_100><loc_500><loc_300><loc_300><loc_600><loc_300><loc_900><loc_600><loc_850><loc_750><loc_120><loc_760>"
        + "<sep><loc_600><loc_100><loc_700><loc_50><loc_800><loc_120></poly>", outlines: 2, filled: 2, labels: ["", ""]),
    Case(
      prefix: "<REGION_TO_SEGMENTATION>" + box, suffix: "<loc_120><loc_250><loc_480><loc_230><loc_450><loc_850><loc_150><loc_880>",
      outlines: 1, filled: 1, questions: 1, labels: [""]),
    Case(prefix: "<OPEN_VOCABULARY_DETECTION>a green car", suffix: "a green car" + box, outlines: 1, labels: ["a green car"]),
    Case(
      prefix: "<OPEN_VOCABULARY_DETECTION>a tree", suffix: "a tree<poly><loc_120><loc_250><loc_480><loc_230><loc_450><loc_850></poly>",
      outlines: 1, filled: 1, labels: ["a tree"]),
    Case(prefix: "<REGION_TO_CATEGORY>" + box, suffix: "car", questions: 1),
    Case(prefix: "<REGION_TO_DESCRIPTION>" + box, suffix: "turquoise Volkswagen Beetle", questions: 1),
    Case(
      prefix: "<REGION_TO_OCR><loc_100><loc_200><loc_500><loc_150><loc_520><loc_300><loc_110><loc_340>", suffix: "CUỐI TUẦN", questions: 1),
    Case(prefix: "<OCR>", suffix: "CUỐI TUẦN 50% €\nnhà số 7"),
    Case(
      prefix: "<OCR_WITH_REGION>",
      suffix: "CUỐI TUẦN<loc_100><loc_200><loc_500><loc_150><loc_520><loc_300><loc_110><loc_340>50 % €<loc_600><loc_600><loc_900><loc_620>"
        + "<loc_890><loc_700><loc_590><loc_690>", outlines: 2, labels: ["CUỐI TUẦN", "50 % €"]),
    Case(prefix: "<VQA> What colour is the car?", suffix: "green"), Case(prefix: "how many doors are there?", suffix: "two"),
  ]

  @Test func everyTaskIsHere() {
    let tags = Set(Self.cases.compactMap { Task.tag(ofPrefix: $0.prefix) })
    #expect(tags == Set(Task.all.map(\.tag)))
  }

  @Test(arguments: cases) func marksAndWordsTellTheAnswer(_ item: Case) throws {
    let answer = AnswerParser.parse("</s><s>\(item.suffix)</s>", tag: Task.tag(ofPrefix: item.prefix), width: 640, height: 480)
    let answered = AnsweredSample(prefix: item.prefix, suffix: item.suffix, answer: nil, size: Self.size)
    let answers = answered.marks.filter { $0.kind == .truth }
    #expect(answers == answer.marks(.truth))
    #expect(answers.count == item.outlines && answers.count(where: \.isFilled) == item.filled && answers.map(\.label) == item.labels)
    let questions = answered.marks.filter { $0.kind == .question }
    #expect(questions.count == item.questions && questions.allSatisfy { $0.outline.count == 4 && !$0.isFilled })
    if case .text(let text) = answer {
      #expect(questions.allSatisfy { $0.label == text })
      #expect(answered.caption.paragraphs.map(\.text) == [item.prefix, text])
    }
    let picture = Image.scene
    let drawn = Overlay(picture, marks: answered.marks, caption: answered.caption).image()
    #expect(drawn.width == 640 && drawn.height > 480, "the words stand beneath")
    let bare = Overlay(picture, marks: [], caption: answered.caption).image()
    #expect((drawn == bare) == (item.outlines + item.questions == 0))
    // For a look at them: MAESTRO_PICTURES=FOLDER swift test --filter TaskPicturesTests
    if let folder = ProcessInfo.processInfo.environment["MAESTRO_PICTURES"] {
      let name = item.prefix.filter { $0.isLetter || $0 == "_" }.prefix(40) + "-\(item.filled)"
      let kinds: [Mark.Kind] = [.truth, .prediction]
      for kind in kinds {
        let marks = answered.marks.filter { $0.kind == .question } + answer.marks(kind)
        try Overlay(picture, marks: marks, caption: answered.caption).image().write(to: FilePath("\(folder)/\(name)-\(kind).png"))
      }
    }
  }

  @Test func placesOfAQuestion() {
    func places(_ prefix: String) -> [[Float]] { AnswerParser.places(inPrefix: prefix, width: 1000, height: 1000) }
    #expect(places("<REGION_TO_OCR><loc_1><loc_2><loc_3><loc_4>") == [[1.5, 2.5, 3.5, 2.5, 3.5, 4.5, 1.5, 4.5]])
    #expect(places("is <loc_1><loc_2><loc_3><loc_4> left of <loc_5><loc_6><loc_7><loc_8>?").count == 2)
    #expect(places("x<loc_1><loc_2><loc_3><loc_4><loc_5><loc_6><loc_7>") == [[1.5, 2.5, 3.5, 4.5, 5.5, 6.5]])
    #expect(places("<OD>").isEmpty && places("<loc_1><loc_2><loc_3>").isEmpty && places("").isEmpty)
  }

  /// A receipt: two columns of lines one below the other, and a label for each.
  @Test func labelsOfManyLinesDoNotMeet() throws {
    let rows = (0..<18).flatMap { row -> [String] in
      let (top, bottom) = (40 + row * 50, 75 + row * 50)
      func quad(_ left: Int, _ right: Int) -> String {
        [(left, top), (right, top + 4), (right, bottom + 4), (left, bottom)].map { "<loc_\($0.0)><loc_\($0.1)>" }.joined()
      }
      return ["Cà phê sữa đá \(row)" + quad(60, 420), "\(12 + row).500 ₫" + quad(760, 940)]
    }
    let answered = AnsweredSample(prefix: "<OCR_WITH_REGION>", suffix: rows.joined(), answer: nil, size: Self.size)
    #expect(answered.marks.count == 36)
    let area = Rectangle(x: 0, y: 0, width: 640, height: 480)
    let outlines = answered.marks.map { (points: $0.outline, mark: $0) }
    let labels = PlacedLabel.place(
      outlines, texts: answered.marks.map(\.text), in: area, textSize: 12, Canvas(width: 1, height: 1))
    #expect(labels.count == 36)
    for (index, label) in labels.enumerated() {
      #expect(!labels[(index + 1)...].contains { $0.frame.intersects(label.frame) }, "\(label.text) meets another label")
    }
    if let folder = ProcessInfo.processInfo.environment["MAESTRO_PICTURES"] {
      try Overlay(.scene, marks: answered.marks, caption: answered.caption).image().write(to: FilePath("\(folder)/receipt.png"))
    }
  }

  @Test func aTextStandsAtItsPlaceOnlyWhereItIsAlone() {
    let two = AnsweredSample(
      prefix: "which is larger, \(Self.box) or <loc_1><loc_2><loc_3><loc_4>?", suffix: "the first", answer: nil, size: Self.size)
    #expect(two.marks.map(\.label) == ["", ""])
    #expect(two.caption.paragraphs.last?.text == "the first")
  }
}

extension Image {
  /// Something that is not plain: a slope of colours with dark and bright stripes.
  fileprivate static let scene: Image = {
    var pixels: [UInt8] = []
    for y in 0..<480 {
      for x in 0..<640 {
        let stripe = (x / 40 + y / 40) % 2 == 0 ? 40 : 0
        pixels += [UInt8(60 + x / 5 + stripe), UInt8(90 + y / 6 + stripe), UInt8(200 - x / 8 - stripe)]
      }
    }
    return Image(width: 640, height: 480, pixels: pixels)
  }()
}
