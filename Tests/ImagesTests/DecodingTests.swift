import Foundation
import Images
import Testing

@Suite struct DecodingTests {
  @Test(arguments: try ImageFixtures.cases("decoding") as ImageFixtures.Decoding)
  func everyFlavourGivesThePixelsOfPillow(_ expected: ImageFixtures.Decoding.Accepted) throws {
    let image = try Image(decoding: ImageFixtures.bytes(expected.file), file: expected.file)
    #expect(image.size == expected.image.size)
    let differing = zip(image.pixels, expected.image.pixels).enumerated().first { $1.0 != $1.1 }
    #expect(image == expected.image, "\(expected.file): byte \(differing?.offset ?? -1) of \(image.pixels.count)")
    #expect(try Image.size(of: ImageFixtures.path(expected.file)) == expected.image.size)
  }

  @Test func thereAreFlavoursOfBothFormats() throws {
    let cases: ImageFixtures.Decoding = try ImageFixtures.cases("decoding")
    #expect(cases.accepted.filter { $0.file.hasSuffix(".png") }.count > 60)
    #expect(cases.accepted.filter { $0.file.hasSuffix(".jpg") }.count > 30)
    #expect(cases.refused.count > 30)
  }

  @Test func whatPillowRefusesIsRefused() throws {
    let cases: ImageFixtures.Decoding = try ImageFixtures.cases("decoding")
    for file in cases.refused {
      #expect(throws: ImageError.self, "\(file)") { try Image(decoding: ImageFixtures.bytes(file), file: file) }
    }
  }

  @Test(arguments: [
    ("refused-cut-0.png", ImageError.Fact.empty), ("refused-cut-20.png", .truncated), ("refused-cut-60.png", .truncated),
    ("refused-data-short.png", .truncated), ("refused-cut-30.jpg", .truncated), ("refused-progressive-cut.jpg", .truncated),
    ("refused-header-checksum.png", .broken("the checksum of chunk IHDR is wrong")),
    ("refused-text-checksum.png", .broken("the checksum of chunk tEXt is wrong")),
    ("refused-too-many-pixels.png", .tooManyPixels(width: 20000, height: 20000)),
    ("refused-too-many-pixels.jpg", .tooManyPixels(width: 65500, height: 65500)),
    ("refused-two-components.jpg", .broken("2 colour components")),
  ])
  func refusalsSayWhy(file: String, fact: ImageError.Fact) throws {
    #expect(throws: ImageError(fact, file: file)) { try Image(decoding: ImageFixtures.bytes(file), file: file) }
  }
}

extension ImageFixtures.Decoding: RandomAccessCollection {
  var startIndex: Int { accepted.startIndex }
  var endIndex: Int { accepted.endIndex }
  subscript(index: Int) -> Accepted { accepted[index] }
}

/// Grey of 16 bits: 100, 1124, 300 and 2148, the span of 2048 stretched over 255.
@Test func greyOf16BitsIsClippedOrStretched() throws {
  let data = try #require(
    Data(
      base64Encoded:
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACEAAAAAAHTY67AAAAEklEQVR4nGNgSGFJYWDU4UgBAAaaAWbn"
        + "HMR5AAAAAElFTkSuQmCC"))
  let bytes = [UInt8](data)
  func greys(_ image: Image) -> [UInt8] { stride(from: 0, to: 12, by: 3).map { image.pixels[$0] } }
  #expect(try greys(Image(decoding: bytes, file: "a")) == [100, 255, 255, 255])
  #expect(try greys(Image(decoding: bytes, file: "a", grey16: .stretched)) == [0, 128, 25, 255])
  #expect(try Image.clippedShare(of: .encoded(bytes)) == 0.75)
  // Of any other picture nothing is lost, and nothing is stretched.
  let plain = Image(width: 2, height: 2, pixels: Array(10..<22))
  #expect(try Image(decoding: plain.encoded(), file: "b", grey16: .stretched) == plain)
  #expect(try Image.clippedShare(of: .encoded(plain.encoded())) == nil)
}
