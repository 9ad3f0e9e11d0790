import Files
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
    var place: FileLocation?
  }

  private let path: FilePath
  private let bytes: Data
  private let outline: JSONOutline
  /// Where the text begins, behind a byte order mark.
  private let start: Int
  private let lines: LineCounts

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
    let lines = LineCounts(bytes)
    self.lines = lines
    let result: Result<JSONOutline, JSONOutline.Fault> = bytes.withUnsafeBytes { text in
      // The mark that some editors begin a file with stays where it is: offsets count from the file's beginning.
      Result { () throws(JSONOutline.Fault) in try JSONOutline(UnsafeRawBufferPointer(rebasing: text[start...]), allowsNonFinite: true) }
    }
    switch result {
    case .success(let outline): self.outline = outline
    case .failure(let fault):
      let offset = fault.offset + start
      throw Fault(
        message: "no JSON object: \(fault.message)", offset: offset, place: Self.place(offset, path: path, bytes, lines))
    }
    self.start = start
  }

  /// The objects in the list called `name`, each read when it is asked for.
  ///
  /// - Throws: `Fault` when there is no such list, or anything else in it.
  func elements(of name: String) throws(Fault) -> LazyMapSequence<Range<Int>, Element> {
    let members = outline.members.filter { $0.name == name }
    guard let member = members.first else { throw Fault(message: "\(name) is missing", offset: 0) }
    if members.count > 1 { throw Fault(message: "\(name) is given twice", offset: members[1].offset + start) }
    guard member.kind == .array else {
      throw Fault(message: "\(name) must be a list, not \(member.kind.rawValue)", offset: member.offset + start)
    }
    let ranges = Self.ranges(inList: member.value.lowerBound + start..<member.value.upperBound + start, of: bytes)
    for (index, range) in ranges.enumerated() where bytes[range.lowerBound] != UInt8(ascii: "{") {
      throw Fault(message: "\(name)[\(index)] must be an object", offset: range.lowerBound)
    }
    return ranges.indices.lazy.map { index in
      Element(name: "\(name)[\(index)]", offset: ranges[index].lowerBound, object: JSONMembers(of: ranges[index], in: bytes))
    }
  }

  /// Where the elements of a list lie, which is known to be well formed.
  fileprivate static func ranges(inList list: Range<Int>, of bytes: Data) -> [Range<Int>] {
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
  func place(_ offset: Int) -> FileLocation { Self.place(offset, path: path, bytes, lines) }

  private static func place(_ offset: Int, path: FilePath, _ bytes: Data, _ lines: LineCounts) -> FileLocation {
    let (line, start) = lines.line(of: offset, in: bytes)
    // Of a file of one long line the column would cost more than it tells.
    let column = offset - start <= 1 << 16 ? 1 + bytes[start..<min(offset, bytes.count)].count { $0 & 0xC0 != 0x80 } : nil
    return FileLocation(file: path, line: line, column: column)
  }
}

/// The members of a JSON object, asked for by name and kind. Of two of the same name the last counts, as in Python.
struct JSONMembers {
  /// The whole file.
  private let bytes: Data
  /// Where the object begins in it.
  private let start: Int
  private let members: [JSONOutline.Member]

  /// - Parameter range: where an object lies that is known to be well formed.
  init(of range: Range<Int>, in bytes: Data) {
    self.bytes = bytes
    start = range.lowerBound
    members = bytes.withUnsafeBytes {
      (try? JSONOutline(UnsafeRawBufferPointer(rebasing: $0[range]), allowsNonFinite: true))?.members ?? []
    }
  }

  private func value(_ name: String, _ kind: JSONOutline.Kind) -> Range<Int>? {
    guard let member = members.last(where: { $0.name == name }), member.kind == kind else { return nil }
    return start + member.value.lowerBound..<start + member.value.upperBound
  }

  func text(_ name: String) -> String? {
    value(name, .string).flatMap { range in bytes.withUnsafeBytes { JSONOutline.decodeString($0[range]) } }
  }

  func number(_ name: String) -> Double? { value(name, .number).flatMap(number) }

  func numbers(_ name: String) -> [Double]? {
    guard let list = value(name, .array) else { return nil }
    let ranges = JSONDocument.ranges(inList: list, of: bytes)
    let numbers = ranges.compactMap(number)
    return numbers.count == ranges.count ? numbers : nil
  }

  /// An id: a whole number of any length, or a text.
  func key(_ name: String) -> String? {
    if let text = text(name) { return "\"\(text)\"" }
    guard let literal = value(name, .number).map(literal) else { return nil }
    let digits = literal.drop { $0 == "-" }
    if digits.allSatisfy(\.isNumber) { return digits == "0" ? "0" : String(literal) }
    // 7.0 and 7e0 are 7, as in Python.
    guard let number = Double(literal), number.isFinite, number == number.rounded() else { return nil }
    return number == 0 ? "0" : String(format: "%.0f", number)
  }

  /// Whether a field says yes: true, or 1 in any spelling.
  func isSet(_ name: String) -> Bool {
    if value(name, .boolean).map(literal) == "true" { return true }
    let said = number(name) ?? text(name).flatMap { Double($0.trimmingBlanks) }
    return said == 1 || text(name)?.lowercased() == "true"
  }

  private func number(_ range: Range<Int>) -> Double? { Double(literal(range)) }

  /// A value as it is written.
  private func literal(_ range: Range<Int>) -> Substring {
    bytes.withUnsafeBytes { String(decoding: $0[range], as: UTF8.self).trimmingBlanks }
  }
}
