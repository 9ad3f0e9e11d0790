import Essentials
import Foundation

/// The members of a JSON object from outside: the text checked against RFC 8259 to its end, every name with its place, no value built.
///
/// Foundation's readers keep one of two members of the same name, accept a comma before `}` and tell no column; and what they build of a
/// hostile text is theirs to choose. So a text is outlined first. Takes memory for the members of the outermost object alone.
package struct JSONOutline {
  /// What kind of value a member has.
  package enum Kind: String, Sendable {
    case object, array, string, number, boolean, null
  }

  /// One member of the outermost object.
  package struct Member: Sendable {
    package let name: String
    /// Offset of the name's opening quote.
    package let offset: Int
    package let kind: Kind
    /// The value's bytes, quotes and brackets included.
    package let value: Range<Int>
  }

  /// Why a text is no JSON object, and the offset of the byte where that shows.
  package struct Fault: Error, Hashable {
    package let offset: Int
    package let message: String

    package init(offset: Int, message: String) {
      self.offset = offset
      self.message = message
    }
  }

  /// The outermost object may have so many members.
  package static let memberLimit = 1 << 20

  /// Brackets may be nested this deep.
  package static let depthLimit = 512

  /// The members, in the text's order, double names included.
  package let members: [Member]

  /// Reads one object with nothing but blanks round it. Asks the reading's stop token: a text that was not read to its end for that is a
  /// fault, too, and whoever reports faults asks the token again.
  ///
  /// - Parameter allowsNonFinite: `NaN`, `Infinity` and `-Infinity` are numbers, as Python writes them.
  package init(_ text: UnsafeRawBufferPointer, allowsNonFinite: Bool = false) throws(Fault) {
    if let offset = text.firstInvalidUTF8 { throw Fault(offset: offset, message: "this is not UTF-8") }
    var scanner = JSONScanner(text, allowsNonFinite: allowsNonFinite)
    members = try scanner.object()
  }

  /// The text that a string, quotes included, stands for; nil when half of a surrogate pair stands alone in it.
  package static func decodeString(_ quoted: Slice<UnsafeRawBufferPointer>) -> String? {
    guard quoted.contains(UInt8(ascii: "\\")) else { return String(decoding: quoted.dropFirst().dropLast(), as: UTF8.self) }
    return try? JSONDecoder().decode(String.self, from: Data(quoted))
  }

  /// The members whose name came before.
  package var repeated: [Member] {
    var seen: Set<String> = []
    return members.filter { !seen.insert($0.name).inserted }
  }
}

extension UnsafeRawBufferPointer {
  /// The offset of the first byte that belongs to no well-formed UTF-8 sequence; nil when all do.
  fileprivate var firstInvalidUTF8: Int? {
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: bindMemory(to: UInt8.self).span)
      return nil
    } catch {
      return error.byteOffsets.lowerBound
    }
  }
}
