import Essentials
import Foundation

extension JSONValue {
  /// The members of the JSON object that a text is; of two with one name the last, as in Python. Whole numbers are integers however they are
  /// written, and numbers too large for `Double` infinite.
  ///
  /// - Throws: where and why the text is no JSON object, as `JSONOutline` does.
  package static func object(parsing text: Data) throws(JSONOutline.Fault) -> [String: JSONValue] {
    let result = text.withUnsafeBytes { bytes in
      Result { () throws(JSONOutline.Fault) in
        let outline = try JSONOutline(bytes)
        var members: [String: JSONValue] = [:]
        for member in outline.members {
          var builder = JSONValueBuilder(bytes, at: member.value.lowerBound)
          members[member.name] = try builder.value()
        }
        return members
      }
    }
    return try result.get()
  }
}

/// Makes values of a text that is known to be well formed.
private struct JSONValueBuilder {
  private let text: UnsafeRawBufferPointer
  private var position: Int
  private var count = 0

  init(_ text: UnsafeRawBufferPointer, at position: Int) {
    self.text = text
    self.position = position
  }

  /// The value that begins here. It is nested no deeper than `JSONOutline.depthLimit`.
  mutating func value() throws(JSONOutline.Fault) -> JSONValue {
    count += 1
    if count.isMultiple(of: 1 << 14), StopToken.ofReading.isStopped {
      throw JSONOutline.Fault(offset: position, message: "the reading was stopped")
    }
    switch text[position] {
    case UInt8(ascii: "{"):
      var members: [String: JSONValue] = [:]
      while next(before: "}") {
        let name = try string()
        skip(":")
        members[name] = try value()
      }
      return .object(members)
    case UInt8(ascii: "["):
      var values: [JSONValue] = []
      while next(before: "]") { values.append(try value()) }
      return .list(values)
    case UInt8(ascii: "\""): return .text(try string())
    case UInt8(ascii: "t"): return word(4, .bool(true))
    case UInt8(ascii: "f"): return word(5, .bool(false))
    case UInt8(ascii: "n"): return word(4, .null)
    default: return number()
    }
  }

  /// Goes past a bracket or a comma to what follows it; false, and past the closing bracket, where nothing does.
  private mutating func next(before closing: Unicode.Scalar) -> Bool {
    if text[position] == UInt8(ascii: closing) {
      position += 1
      return false
    }
    position += 1
    skipBlanks()
    if text[position] == UInt8(ascii: closing) {
      position += 1
      return false
    }
    return true
  }

  private mutating func skip(_ scalar: Unicode.Scalar) {
    skipBlanks()
    if text[position] == UInt8(ascii: scalar) { position += 1 }
    skipBlanks()
  }

  private mutating func skipBlanks() {
    while position < text.count, text[position] == 0x20 || (0x09...0x0D).contains(text[position]) { position += 1 }
  }

  private mutating func word(_ length: Int, _ value: JSONValue) -> JSONValue {
    position += length
    skipBlanks()
    return value
  }

  private mutating func string() throws(JSONOutline.Fault) -> String {
    let start = position
    position += 1
    while text[position] != UInt8(ascii: "\"") { position += text[position] == UInt8(ascii: "\\") ? 2 : 1 }
    position += 1
    guard let string = JSONOutline.decodeString(text[start..<position]) else {
      throw JSONOutline.Fault(offset: start, message: "half of a surrogate pair stands alone")
    }
    skipBlanks()
    return string
  }

  private mutating func number() -> JSONValue {
    let start = position
    while position < text.count, Self.isOfNumbers(text[position]) { position += 1 }
    let digits = String(decoding: text[start..<position], as: UTF8.self)
    skipBlanks()
    if let integer = Int(digits) { return .integer(integer) }
    let number = Double(digits) ?? .infinity
    return Int(exactly: number).map { .integer($0) } ?? .number(number)
  }

  private static func isOfNumbers(_ byte: UInt8) -> Bool {
    switch Unicode.Scalar(byte) {
    case "0"..."9", "+", "-", ".", "e", "E": true
    default: false
    }
  }
}
