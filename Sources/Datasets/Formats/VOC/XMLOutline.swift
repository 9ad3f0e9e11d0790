import Foundation

/// The elements of an XML file with their texts and lines; attributes are passed over. Nothing outside the file is read, and it can define
/// no entities. (Foundation's parser can be brought to trap by what it reads.)
struct XMLOutline {
  /// An element.
  final class Element {
    let name: String
    /// From 1: where its start tag ends.
    let line: Int
    fileprivate(set) var children: [Element] = []
    fileprivate var characters = ""

    init(name: String, line: Int) {
      self.name = name
      self.line = line
    }

    /// What stands in it, without white space at its ends.
    var text: String { String(characters.trimmingBlanks) }

    /// The first of that name.
    func child(_ name: String) -> Element? { children.first { $0.name == name } }

    func children(named name: String) -> [Element] { children.filter { $0.name == name } }
  }

  /// Why it is no XML.
  struct Fault: Error {
    let message: String
    let line: Int?
  }

  let root: Element

  /// Elements may be nested this deep.
  private static let depthLimit = 100

  init(_ data: Data) throws(Fault) {
    var scanner = XMLScanner(try Self.text(of: data))
    var root: Element?
    var open: [Element] = []
    while let piece = try scanner.next() {
      switch piece {
      case .text(let text):
        if let element = open.last {
          element.characters += text
        } else if !text.allSatisfy(\.isWhitespace) {
          throw Fault(message: "text stands outside all elements", line: scanner.line)
        }
      case .start(let name, let isEmpty):
        let element = Element(name: name, line: scanner.line)
        if let parent = open.last {
          parent.children.append(element)
        } else if root == nil {
          root = element
        } else {
          throw Fault(message: "a second element, <\(name)>, stands behind the end of the first", line: scanner.line)
        }
        if isEmpty { continue }
        open.append(element)
        guard open.count <= Self.depthLimit else {
          throw Fault(message: "elements are nested more than \(Self.depthLimit) deep", line: scanner.line)
        }
      case .end(let name):
        guard open.popLast()?.name == name else { throw Fault(message: "an end tag does not match its start tag", line: scanner.line) }
      }
    }
    if let element = open.last { throw Fault(message: "the file is cut off: <\(element.name)> has no end tag", line: scanner.line) }
    guard let root else { throw Fault(message: "there is no element in it", line: nil) }
    self.root = root
  }

  /// The file's text as UTF-8: from UTF-8, from UTF-16 where it begins with its mark, and from Latin 1 where it says so.
  private static func text(of data: Data) throws(Fault) -> [UInt8] {
    if data.starts(with: [0xFF, 0xFE]) || data.starts(with: [0xFE, 0xFF]) {
      guard let text = String(data: data, encoding: .utf16) else { throw Fault(message: "it begins as UTF-16 and is not", line: 1) }
      return Array(text.utf8)
    }
    let bytes = Array(data.starts(with: [0xEF, 0xBB, 0xBF]) ? data.dropFirst(3) : data)
    switch declaredEncoding(bytes) {
    case nil, "utf-8", "utf8", "us-ascii", "ascii":
      guard String(validating: bytes, as: UTF8.self) != nil else {
        let line = 1 + bytes.prefix { $0 < 0x80 }.count { $0 == UInt8(ascii: "\n") }
        throw Fault(message: "it is not UTF-8", line: line)
      }
      return bytes
    case "iso-8859-1", "latin1", "latin-1": return Array(String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) })).utf8)
    case let other?: throw Fault(message: "it is in the encoding \(other), which is not read: save it as UTF-8", line: 1)
    }
  }

  /// What `<?xml version="1.0" encoding="..."?>` says, in small letters.
  private static func declaredEncoding(_ bytes: [UInt8]) -> String? {
    let head = String(decoding: bytes.prefix(200), as: UTF8.self)
    guard head.hasPrefix("<?xml"), let end = head.firstRange(of: "?>"), let name = head[..<end.lowerBound].firstRange(of: "encoding")
    else { return nil }
    let parts = head[name.upperBound..<end.lowerBound].split(omittingEmptySubsequences: false) { $0 == "\"" || $0 == "'" }
    return parts.count > 1 ? parts[1].lowercased() : nil
  }
}
