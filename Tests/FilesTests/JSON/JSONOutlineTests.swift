import Files
import Testing

private func outline(_ bytes: [UInt8]) throws(JSONOutline.Fault) -> JSONOutline {
  try bytes.withUnsafeBytes { raw in Result { () throws(JSONOutline.Fault) in try JSONOutline(raw) } }.get()
}

private func outline(_ text: String) throws(JSONOutline.Fault) -> JSONOutline { try outline(Array(text.utf8)) }

private func fault(_ text: String) -> JSONOutline.Fault? {
  do throws(JSONOutline.Fault) {
    _ = try outline(text)
    return nil
  } catch {
    return error
  }
}

@Test func everyMemberIsFoundWithItsPlaceAndKind() throws {
  let text = #" {"a" : "x,}\"", "é\u0041\ud83d\ude00":[1,{"a":[]},[[]]],"n":-0.5e+3,"t":true,"f":false,"z":null,"o":{"a":{}}} "#
  let members = try outline(text).members
  let bytes = Array(text.utf8)
  #expect(members.map(\.name) == ["a", "éA😀", "n", "t", "f", "z", "o"])
  #expect(members.map(\.kind) == [.string, .array, .number, .boolean, .boolean, .null, .object])
  #expect(
    members.map { String(decoding: bytes[$0.value], as: UTF8.self) }
      == [#""x,}\"""#, #"[1,{"a":[]},[[]]]"#, "-0.5e+3", "true", "false", "null", #"{"a":{}}"#])
  #expect(members.allSatisfy { bytes[$0.offset] == UInt8(ascii: "\"") })
  try #expect(outline(" { } ").members.isEmpty)
  try #expect(outline("{\"a\":1,\"b\":2,\"a\":3,\"a\":4}").repeated.map(\.offset) == [13, 19])
}

@Test(arguments: [
  ("", 0, "the text ends where an object, {...} was expected"),
  ("[1]", 0, "expected an object, {...}"),
  ("{\"a\":1", 6, "the text ends where ',' or '}' was expected"),
  ("{\"a\":1,}", 7, "expected a name in double quotes"),
  ("{'a':1}", 1, "expected a name in double quotes"),
  ("{\"a\" 1}", 5, "expected ':' after the name"),
  ("{\"a\":1 \"b\":2}", 7, "expected ',' or '}'"),
  ("{\"a\":01}", 6, "expected ',' or '}'"),
  ("{\"a\":-}", 6, "expected a digit"),
  ("{\"a\":1.}", 7, "expected a digit"),
  ("{\"a\":1e}", 7, "expected a digit"),
  ("{\"a\":.5}", 5, "expected a value"),
  ("{\"a\":+1}", 5, "expected a value"),
  ("{\"a\":NaN}", 5, "expected a value"),
  ("{\"a\":nul}", 5, "expected a value"),
  ("{\"a\":[1,]}", 8, "expected a value"),
  ("{\"a\":[1}", 7, "expected ',' or ']'"),
  ("{\"a\":{\"b\":1]}", 11, "expected ',' or '}'"),
  ("{\"a\":[{]}", 7, "expected a name in double quotes"),
  ("{\"a\":1} x", 8, "expected nothing more after the object"),
  ("{\"a\":\"x}", 8, "the text ends where '\"' at the string's end was expected"),
  ("{\"a\":\"x\\", 7, "no such escape; a backslash itself is written \\\\"),
  ("{\"a\":\"C:\\data\"}", 8, "no such escape; a backslash itself is written \\\\"),
  ("{\"a\":\"\\u12x4\"}", 6, "\\u needs four hexadecimal digits"),
  ("{\"a\":\"\t\"}", 6, "a control character stands in a string; write it as an escape"),
  ("{\"a\":\"\0\"}", 6, "a control character stands in a string; write it as an escape"),
  ("{\0}", 1, "expected a name in double quotes"),
  ("{\"\\ud800\":1}", 1, "half of a surrogate pair stands alone"),
  ("\u{FEFF}{}", 0, "expected an object, {...}"),
])
func aTextThatIsNoObjectIsAFaultAtItsByte(_ text: String, _ offset: Int, _ message: String) {
  #expect(fault(text) == JSONOutline.Fault(offset: offset, message: message))
}

@Test(arguments: [
  ([0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D], 2), ([0x7B, 0xC0, 0x80, 0x7D], 1), ([0x7B, 0x22, 0xED, 0xA0, 0x80, 0x22], 2),
  ([0x7B, 0x22, 0xE2, 0x82], 2), ([0xFE, 0xFF, 0x00, 0x7B], 0), ([0x7B, 0x22, 0xC3, 0xA9, 0x22, 0xF5], 5),
])
func bytesThatAreNotUTF8AreAFault(_ bytes: [UInt8], _ offset: Int) {
  do throws(JSONOutline.Fault) {
    _ = try outline(bytes)
    Issue.record("no fault")
  } catch {
    #expect(error == JSONOutline.Fault(offset: offset, message: "this is not UTF-8"))
  }
}

@Test func bracketsMayBeNestedSoDeepAndNoDeeper() throws {
  func nested(_ depth: Int, _ open: String, _ close: String) -> String {
    "{\"a\":" + String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth) + "}"
  }
  let deepest = JSONOutline.depthLimit - 1
  #expect(fault(nested(deepest, "[", "]")) == nil)
  #expect(fault(nested(deepest, "{\"b\":", "}")) == nil)
  #expect(fault(nested(deepest + 1, "[", "]"))?.offset == 5 + deepest)
  #expect(fault(nested(1_000_000, "[", "]"))?.message == "brackets are nested more than 512 deep")
  #expect(fault("{\"a\":" + String(repeating: "[{\"a\":", count: 1_000_000))?.message == "brackets are nested more than 512 deep")
}

@Test func stringsAreDecodedWithTheirEscapes() {
  func decoded(_ quoted: String) -> String? { Array(quoted.utf8).withUnsafeBytes { JSONOutline.decodeString($0[...]) } }
  #expect(decoded(#""""#) == "")
  #expect(decoded(#""plain é""#) == "plain é")
  #expect(decoded(#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\u0000""#) == "\"\\/\u{8}\u{C}\n\r\té😀\0")
  #expect(decoded(#""\ud800""#) == nil)
  #expect(decoded(#""\udc00x""#) == nil)
  #expect(decoded(#""\ud800\ud800""#) == nil)
}

@Test(arguments: ["NaN", "Infinity", "-Infinity"]) func numbersThatAreNoneAreReadWhereThatIsAllowed(_ word: String) throws {
  let text = Array("{\"a\": \(word), \"b\": [\(word), 1]}".utf8)
  #expect(throws: JSONOutline.Fault.self) { try text.withUnsafeBytes { try JSONOutline($0) } }
  let outline = try text.withUnsafeBytes { try JSONOutline($0, allowsNonFinite: true) }
  #expect(outline.members.map(\.kind) == [.number, .array])
  let other = Array("{\"a\": N}".utf8)
  #expect(throws: JSONOutline.Fault.self) { try other.withUnsafeBytes { try JSONOutline($0, allowsNonFinite: true) } }
}
