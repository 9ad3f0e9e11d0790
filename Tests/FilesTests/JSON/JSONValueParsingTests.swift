import Essentials
import Files
import Foundation
import Testing

@Suite struct JSONValueParsingTests {
  private func parse(_ text: String) throws -> [String: JSONValue] { try JSONValue.object(parsing: Data(text.utf8)) }

  @Test func everyKindOfValueIsRead() throws {
    let text = #"""
       {"a" : [ ] , "b":{ "c" : null , "d":[true,false , "\u0041\"}]" ]}, "e": -12 , "f":8.0,"g":1.5e-3,"h":1e400,"i":9223372036854775808,
        "j" : {} , "k":[[1],[ {"l": "" } ]], "a":"last"}
      """#
    let expected: [String: JSONValue] = [
      "a": .text("last"), "b": .object(["c": .null, "d": .list([.bool(true), .bool(false), .text("A\"}]")])]), "e": .integer(-12),
      "f": .integer(8), "g": .number(0.0015), "h": .number(.infinity), "i": .number(9_223_372_036_854_775_808), "j": .object([:]),
      "k": .list([.list([.integer(1)]), .list([.object(["l": .text("")])])]),
    ]
    #expect(try parse(text) == expected)
    #expect(try parse(" {} ") == [:])
  }

  @Test(arguments: ["", "[1]", "{\"a\":1,}", "{\"a\":\"\\ud800\"}", "{\"a\":01}"]) func whatIsNoObjectIsAFault(_ text: String) {
    #expect(throws: JSONOutline.Fault.self) { try parse(text) }
  }

  @Test func aReadingEndsWhenItIsAskedTo() throws {
    let text = "{\"a\":[" + [String](repeating: "{}", count: 100_000).joined(separator: ",") + "]}"
    #expect(try parse(text).count == 1)
    let fault = StopToken.$ofReading.withValue(StopToken { true }) {
      #expect(throws: JSONOutline.Fault.self) { try parse(text) }
    }
    #expect(fault?.message == "the reading was stopped")
  }
}
