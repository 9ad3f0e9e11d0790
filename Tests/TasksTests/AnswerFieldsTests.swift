import Essentials
import Foundation
import Tasks
import Testing

@Suite struct AnswerFieldsTests {
  private static let region = Answer.Region(box: Box(x0: 33.6, y0: 1, x1: 2, y1: 3), label: "car")
  private static let mask = Answer.Mask(polygons: [[1, 2, 3, 4], [5, 6]], label: "é")

  private func json(_ answer: Answer) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return try String(decoding: encoder.encode(answer), as: UTF8.self)
  }

  @Test func `a text is written alone`() throws {
    #expect(Answer.text("42").fields.isEmpty)
    #expect(try json(.text("42")) == #""42""#)
  }

  @Test func `lists stand side by side`() throws {
    #expect(try json(.regions([Self.region])) == #"{"bboxes":[[33.6,1,2,3]],"labels":["car"]}"#)
    #expect(
      try json(.textLines([.init(corners: [1, 2, 3, 4, 5, 6, 7, 8], label: "a")])) == #"{"labels":["a"],"quad_boxes":[[1,2,3,4,5,6,7,8]]}"#)
    #expect(try json(.masks([Self.mask])) == #"{"labels":["é"],"polygons":[[[1,2,3,4],[5,6]]]}"#)
    #expect(
      try json(.regionsAndMasks([Self.region], [Self.mask]))
        == #"{"bboxes":[[33.6,1,2,3]],"bboxes_labels":["car"],"polygons":[[[1,2,3,4],[5,6]]],"polygons_labels":["é"]}"#)
    #expect(try json(.regions([])) == #"{"bboxes":[],"labels":[]}"#)
  }

  @Test func `fields have an order`() {
    #expect(Answer.regionsAndMasks([], []).fields.map(\.name) == ["bboxes", "bboxes_labels", "polygons", "polygons_labels"])
    #expect(Answer.regions([Self.region]).fields[0].values == .coordinates([[33.6, 1, 2, 3]]))
    #expect(Answer.masks([Self.mask]).fields[1].values == .texts(["é"]))
  }
}
