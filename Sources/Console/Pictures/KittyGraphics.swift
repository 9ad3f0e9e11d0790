import CTerminal
import Foundation

/// Pictures by kitty's graphics protocol, which several terminals speak.
package enum KittyGraphics {
  /// Bytes of base64 in one piece: the protocol's limit.
  static let pieceSize = 4096

  /// Shows a PNG file at the cursor, `columns` wide.
  package static func sequence(png: Data, columns: Int) -> String {
    let text = Array(png.base64EncodedData())
    var result = ""
    for start in stride(from: 0, to: max(text.count, 1), by: pieceSize) {
      let piece = text[start..<min(start + pieceSize, text.count)]
      let more = start + pieceSize < text.count ? 1 : 0
      // Only the first piece says what is sent; q=2 asks for no answers.
      let keys = start == 0 ? "a=T,f=100,q=2,c=\(columns),m=\(more)" : "m=\(more)"
      result += "\u{1B}_G\(keys);\(String(decoding: piece, as: UTF8.self))\u{1B}\\"
    }
    return result
  }

  /// A picture of one pixel that is asked about and not shown, and then what every terminal answers.
  private static let question = "\u{1B}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\\u{1B}[c"

  /// Asks the terminal, which has 100 ms.
  ///
  /// - Returns: Whether it speaks the protocol, and what came that was no answer: keys.
  static func ask(input: Int32, output: Int32) -> (isSpoken: Bool, unread: [UInt8]) {
    var answer = [UInt8](repeating: 0, count: 4096)
    let count = terminal_ask(input, output, question, CChar(UInt8(ascii: "c")), 100, &answer, answer.count)
    return read(Array(answer[..<count]))
  }

  /// Tells a terminal's answers from keys that were pressed meanwhile.
  package static func read(_ bytes: [UInt8]) -> (isSpoken: Bool, unread: [UInt8]) {
    var (isSpoken, unread) = (false, [UInt8]())
    var rest = bytes[...]
    while let byte = rest.first {
      if rest.starts(with: "\u{1B}_G".utf8) {
        let end = rest.indices.first { rest[$0...].starts(with: "\u{1B}\\".utf8) } ?? rest.endIndex
        isSpoken = isSpoken || String(decoding: rest[..<end], as: UTF8.self).hasSuffix(";OK")
        rest = rest[min(end + 2, rest.endIndex)...]
      } else if rest.starts(with: "\u{1B}[?".utf8) {
        let end = rest.dropFirst(3).firstIndex { (0x40...0x7E).contains($0) }
        rest = rest[(end.map { $0 + 1 } ?? rest.endIndex)...]
      } else {
        unread.append(byte)
        rest = rest.dropFirst()
      }
    }
    return (isSpoken, unread)
  }
}
