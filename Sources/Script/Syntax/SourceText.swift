import Essentials

/// The text of a recipe or of one input at the prompt, and where its lines begin.
package struct SourceText: Sendable {
  /// The file's path as the user knows it; nil at the prompt.
  package let name: String?
  /// The text without the CR of each CR LF and without a byte order mark at its head.
  package let scalars: [Unicode.Scalar]
  /// Offsets of the first scalar of each line.
  private let lineStarts: [Int]

  package init(_ text: String, name: String? = nil) {
    self.name = name
    var scalars: [Unicode.Scalar] = []
    scalars.reserveCapacity(text.utf8.count)
    var lineStarts = [0]
    for scalar in text.unicodeScalars {
      if scalar == "\n" {
        if scalars.last == "\r" { scalars.removeLast() }
        lineStarts.append(scalars.count + 1)
      }
      if scalar == "\u{FEFF}", scalars.isEmpty { continue }
      scalars.append(scalar)
    }
    self.scalars = scalars
    self.lineStarts = lineStarts
  }

  /// A text from outside.
  ///
  /// - Throws: `Faults` with the place of the first byte that is not UTF-8.
  package init(bytes: [UInt8], name: String? = nil) throws {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw Self.notUTF8(bytes, name: name) }
    self.init(text, name: name)
  }

  private static func notUTF8(_ bytes: [UInt8], name: String?) -> Faults {
    var valid = 0
    do throws(UTF8.ValidationError) { _ = try UTF8Span(validating: bytes.span) } catch { valid = error.byteOffsets.lowerBound }
    let before = SourceText(String(decoding: bytes[..<valid], as: UTF8.self), name: name)
    let lineEnd = bytes[valid...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    let place = before.place(of: before.scalars.count)
    let line = before.line(place.line) + String(decoding: bytes[valid..<lineEnd], as: UTF8.self)
    let byte = String(bytes[valid], radix: 16, uppercase: true)
    return Faults([
      Diagnostic(
        .syntax, "this is not UTF-8: a byte 0x\(byte)", file: name, line: place.line, column: place.column, sourceLine: line,
        hint: "save the recipe as UTF-8 text")
    ])
  }

  /// Line and column, both from 1; the column counts Unicode scalars.
  package func place(of offset: Int) -> (line: Int, column: Int) {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return (low + 1, offset - lineStarts[low] + 1)
  }

  /// The text of a line, counted from 1.
  package func line(_ number: Int) -> String {
    let start = lineStarts[number - 1]
    let end = number < lineStarts.count ? lineStarts[number] - 1 : scalars.count
    return text(Span(start, end))
  }

  package func text(_ span: Span) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(span.end - span.start)
    for index in span.start..<span.end {
      if scalars[index].isASCII {
        bytes.append(UInt8(scalars[index].value))
      } else {
        bytes.append(contentsOf: UTF8.encode(scalars[index]) ?? .init())
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
