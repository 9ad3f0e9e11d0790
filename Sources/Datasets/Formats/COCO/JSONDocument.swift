import Essentials
import Foundation
import SystemPackage

/// A JSON object in a file, whose lists are read element by element, each with its place. (Foundation's reader tells no places, and would
/// build all of a file of some hundred megabytes at once.)
struct JSONDocument {
  /// An element of a list.
  struct Element {
    /// `annotations[3]`.
    let name: String
    /// Offset of its first byte.
    let offset: Int
    let object: JSONMembers
  }

  /// What keeps the file from being read.
  struct Fault: Error {
    let message: String
    let offset: Int
    var place: Place?
  }

  private let path: FilePath
  private let bytes: Data
  private let outline: JSONOutline
  /// Where the text begins, behind a byte order mark.
  private let start: Int
  /// Offsets of the line feeds.
  private let lineEnds: [Int]

  init(_ path: FilePath) throws(Fault) {
    self.path = path
    do {
      bytes = try Data(contentsOf: URL(fileURLWithPath: path.string), options: .mappedIfSafe)
    } catch {
      throw Fault(message: "cannot be read", offset: 0)
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw Fault(message: "the file is UTF-16, it must be UTF-8", offset: 0)
    }
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let ends = bytes.withUnsafeBytes { text in text.indices.filter { text[$0] == UInt8(ascii: "\n") } }
    lineEnds = ends
    let result: Result<JSONOutline, JSONOutline.Fault> = bytes.withUnsafeBytes { text in
      // The mark that some editors begin a file with stays where it is: offsets count from the file's beginning.
      Result { () throws(JSONOutline.Fault) in try JSONOutline(UnsafeRawBufferPointer(rebasing: text[start...])) }
    }
    switch result {
    case .success(let outline): self.outline = outline
    case .failure(let fault):
      let offset = fault.offset + start
      throw Fault(
        message: "no JSON object: \(fault.message)", offset: offset, place: Self.place(offset, path: path, bytes, lineEnds: ends))
    }
    self.start = start
  }

  /// The objects in the list called `name`.
  ///
  /// - Throws: `Fault` when there is no such list, or anything else in it.
  func elements(of name: String) throws(Fault) -> [Element] {
    let members = outline.members.filter { $0.name == name }
    guard let member = members.first else { throw Fault(message: "\(name) is missing", offset: 0) }
    if members.count > 1 { throw Fault(message: "\(name) is given twice", offset: members[1].offset + start) }
    guard member.kind == .array else {
      throw Fault(message: "\(name) must be a list, not \(member.kind.rawValue)", offset: member.offset + start)
    }
    var elements: [Element] = []
    for range in ranges(inList: member.value.lowerBound + start..<member.value.upperBound + start) {
      let name = "\(name)[\(elements.count)]"
      let value = try? JSONSerialization.jsonObject(with: bytes.subdata(in: range), options: .fragmentsAllowed)
      guard let object = value as? [String: Any] else { throw Fault(message: "\(name) must be an object", offset: range.lowerBound) }
      elements.append(Element(name: name, offset: range.lowerBound, object: JSONMembers(object)))
    }
    return elements
  }

  /// Where the elements of a list lie, which is known to be well formed.
  private func ranges(inList list: Range<Int>) -> [Range<Int>] {
    bytes.withUnsafeBytes { text in
      var ranges: [Range<Int>] = []
      var (depth, isInString, begun) = (0, false, Int?.none)
      var index = list.lowerBound + 1
      while index < list.upperBound - 1 {
        let byte = text[index]
        if isInString {
          if byte == UInt8(ascii: "\\") { index += 1 } else if byte == UInt8(ascii: "\"") { isInString = false }
        } else {
          switch byte {
          case UInt8(ascii: "\""): isInString = true
          case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
          case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
          case UInt8(ascii: ",") where depth == 0:
            if let start = begun { ranges.append(start..<index) }
            begun = nil
            index += 1
            continue
          default: break
          }
        }
        if begun == nil, byte > UInt8(ascii: " ") { begun = index }
        index += 1
      }
      if let start = begun { ranges.append(start..<list.upperBound - 1) }
      return ranges
    }
  }

  /// The line and column of a byte.
  func place(_ offset: Int) -> Place { Self.place(offset, path: path, bytes, lineEnds: lineEnds) }

  private static func place(_ offset: Int, path: FilePath, _ bytes: Data, lineEnds: [Int]) -> Place {
    var (low, high) = (0, lineEnds.count)
    while low < high {
      let middle = (low + high) / 2
      if lineEnds[middle] < offset { low = middle + 1 } else { high = middle }
    }
    let lineStart = low == 0 ? 0 : lineEnds[low - 1] + 1
    // Of a file of one long line the column would cost more than it tells.
    let column = offset - lineStart <= 1 << 16 ? 1 + bytes[lineStart..<min(offset, bytes.count)].count { $0 & 0xC0 != 0x80 } : nil
    return Place(file: path, line: low + 1, column: column)
  }
}

/// The members of a JSON object, asked for by name and kind.
struct JSONMembers {
  private let members: [String: Any]

  init(_ members: [String: Any]) { self.members = members }

  func text(_ name: String) -> String? { members[name] as? String }

  /// No boolean is a number.
  func number(_ name: String) -> Double? { members[name].flatMap(Self.number) }

  func numbers(_ name: String) -> [Double]? {
    guard let list = members[name] as? [Any] else { return nil }
    let numbers = list.compactMap(Self.number)
    return numbers.count == list.count ? numbers : nil
  }

  /// An id: a whole number, or a text.
  func key(_ name: String) -> String? {
    if let text = text(name) { return "\"\(text)\"" }
    return number(name).flatMap { Int(exactly: $0) }.map(String.init)
  }

  private static func number(_ value: Any) -> Double? {
    // Foundation reads `true` as a number whose type is a character.
    guard let number = value as? NSNumber, String(cString: number.objCType) != "c" else { return nil }
    return number.doubleValue
  }
}
