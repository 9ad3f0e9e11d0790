import Console
import Foundation
import Testing

struct KittyGraphicsTests {
  @Test func aSmallPictureIsOnePiece() {
    #expect(KittyGraphics.sequence(png: Data([1, 2, 3]), columns: 7) == "\u{1B}_Ga=T,f=100,q=2,c=7,m=0;AQID\u{1B}\\")
  }

  @Test func aLargeOneIsCutAndComesBackWhole() throws {
    let png = Data((0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    let pieces = KittyGraphics.sequence(png: png, columns: 60).split(separator: "\u{1B}\\")
    var base64 = ""
    for (index, piece) in pieces.enumerated() {
      let parts = piece.split(separator: ";")
      try #require(parts.count == 2 && parts[1].count <= 4096)
      #expect(parts[0].hasSuffix(index == pieces.count - 1 ? "m=0" : "m=1"))
      #expect(parts[0].contains("a=T") == (index == 0))
      base64 += parts[1]
    }
    #expect(Data(base64Encoded: base64) == png)
  }

  @Test(arguments: [
    ("\u{1B}_Gi=31;OK\u{1B}\\\u{1B}[?62;4c", true, ""), ("\u{1B}[?62;c", false, ""), ("\u{1B}_Gi=31;ENODATA\u{1B}\\\u{1B}[?1c", false, ""),
    ("ab\u{1B}[A\u{1B}[?62cd", false, "ab\u{1B}[Ad"), ("\u{1B}_Gi=31;OK", true, ""), ("\u{1B}[?6", false, ""), ("", false, ""),
  ])
  func answersAreToldFromKeys(bytes: String, isSpoken: Bool, unread: String) {
    let answer = KittyGraphics.read(Array(bytes.utf8))
    #expect(answer.isSpoken == isSpoken)
    #expect(answer.unread == Array(unread.utf8))
  }
}
