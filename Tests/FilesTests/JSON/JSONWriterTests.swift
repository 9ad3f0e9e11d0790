import Files
import Foundation
import Testing

@Suite struct JSONWriterTests {
  private let value = JSONValue.members([
    .init("z", .list([.integer(1), .number(2), .bool(true), .null])),
    .init("a", .object(["y": .number(0.5), "x": .text("/"), "none": .object([:])])),
    .init("empty", .list([])),
  ])

  @Test func whatHasAnOrderKeepsItAndTheRestIsSorted() {
    #expect(value.text(.compact) == #"{"z":[1,2,true,null],"a":{"none":{},"x":"/","y":0.5},"empty":[]}"#)
    #expect(
      value.text(JSONStyle(indentation: nil)) == #"{"z": [1, 2.0, true, null], "a": {"none": {}, "x": "/", "y": 0.5}, "empty": []}"#)
  }

  @Test func membersStandOnLinesOfTheirOwnAndListsWhereTheyAreToo() {
    #expect(
      String(decoding: value.fileContents, as: UTF8.self) == """
        {
          "z": [1, 2.0, true, null],
          "a": {
            "none": {},
            "x": "/",
            "y": 0.5
          },
          "empty": []
        }

        """)
    var style = JSONStyle(indentation: 4)
    style.breaksLists = true
    #expect(
      value.text(style) == """
        {
            "z": [
                1,
                2.0,
                true,
                null
            ],
            "a": {
                "none": {},
                "x": "/",
                "y": 0.5
            },
            "empty": []
        }
        """)
  }

  /// A value that Foundation's encoder writes, too.
  private struct Sample: Encodable {
    var empty: [Int] = []
    var nested = ["none": [String: Double](), "some": ["b/c": 1, "a\"": 1e-7, "é\u{1}\n": -2.5]]
    var rows = [[1, 2], [3]]
  }

  private static let sample = JSONValue.object([
    "empty": .list([]),
    "nested": .object([
      "none": .object([:]), "some": .object(["b/c": .number(1), "a\"": .number(1e-7), "é\u{1}\n": .number(-2.5)]),
    ]),
    "rows": .list([.list([.integer(1), .integer(2)]), .list([.integer(3)])]),
  ])

  @Test func twoStylesAreFoundations() throws {
    #expect(try Self.sample.text(.compact) == EncodedJSON.text(of: Sample()))
    #expect(try Self.sample.text(.foundation) == EncodedJSON.text(of: Sample(), isIndented: true))
  }

  @Test func everyCharacterIsWrittenAsFoundationDoes() throws {
    for value in UInt32(0)..<0x3100 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      #expect(try JSONValue.text("a\(scalar)").text(.compact) == EncodedJSON.text(of: "a\(scalar)"))
    }
  }

  @Test(arguments: [0.1, 1e-5, .leastNonzeroMagnitude, 1e22, 3, 1e16, 1 / 3, -0.0, 123_456_789.123_456_79, .greatestFiniteMagnitude])
  func numbersAreWrittenAsFoundationDoes(number: Double) throws {
    #expect(try JSONValue.number(number).text(.compact) == EncodedJSON.text(of: number))
  }

  @Test func whatIsNoNumberIsNull() {
    for number in [Double.nan, .infinity, -.infinity] { #expect(JSONValue.number(number).text(.compact) == "null") }
  }

  @Test func nothingThatEndsALineIsLeftWhereThatIsAsked() {
    let text = "a\u{0}\u{1F}\u{7F}\u{85}\u{2028}\u{2029}\n\u{8}"
    var style = JSONStyle.compact
    style.escapesLineEnds = true
    #expect(JSONValue.text(text).text(style) == #""a\u0000\u001f\u007f\u0085\u2028\u2029\n\b""#)
  }

  @Test func typedValuesMayHaveNamesAsPythonHasThem() throws {
    struct Row: Encodable { let peakBytes = 1 }
    #expect(try String(decoding: EncodedJSON.bytes(of: Row(), isSnakeCase: true), as: UTF8.self) == #"{"peak_bytes":1}"#)
  }
}
