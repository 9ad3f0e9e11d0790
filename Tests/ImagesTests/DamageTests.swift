import Essentials
import Images
import Testing

/// Damaged files throw or give some picture; they never trap, hang or read outside their bytes.
@Suite struct DamageTests {
  static let files = [
    "rgb8.png", "rgba16-interlaced.png", "palette2-interlaced.png", "grey16.png", "metadata.png", "animated.png", "data-split.png",
    "quality50-subsampling2.jpg", "progressive-subsampling2.jpg", "cmyk.jpg", "restarts-progressive.jpg", "grey.jpg",
  ]

  /// The picture, or nil when the bytes are refused as an `ImageError`.
  private func picture(_ bytes: [UInt8]) throws -> Image? {
    do { return try Image(decoding: bytes, file: "damaged") } catch is ImageError { return nil }
  }

  @Test(arguments: files) func cutAnywhere(_ file: String) throws {
    let bytes = try ImageFixtures.bytes(file)
    let whole = try Image(decoding: bytes, file: file)
    for count in 0..<bytes.count {
      // What is read of a cut file is all of the picture: nothing is made up for what is missing.
      if let image = try picture(Array(bytes.prefix(count))) { #expect(image == whole, "\(file) cut at \(count)") }
    }
  }

  @Test(arguments: files) func flippedBits(_ file: String) throws {
    let bytes = try ImageFixtures.bytes(file)
    var generator = PhiloxGenerator(seed: 7, stream: 0)
    for _ in 0..<1000 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        damaged[Int.random(in: 0..<bytes.count, using: &generator)] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      }
      _ = try picture(damaged)
    }
  }

  @Test(arguments: files) func replacedBytes(_ file: String) throws {
    let bytes = try ImageFixtures.bytes(file)
    var generator = PhiloxGenerator(seed: 8, stream: 0)
    for _ in 0..<1000 {
      var damaged = bytes
      let start = Int.random(in: 0..<bytes.count, using: &generator)
      for i in start..<min(bytes.count, start + Int.random(in: 1...8, using: &generator)) {
        damaged[i] = [0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &generator)].randomElement(using: &generator) ?? 0
      }
      _ = try picture(damaged)
    }
  }

  @Test func noiseBehindASignature() throws {
    var generator = PhiloxGenerator(seed: 9, stream: 0)
    for signature: [UInt8] in [[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], [0xFF, 0xD8, 0xFF], []] {
      for count in 0..<300 {
        #expect(try picture(signature + (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }) == nil)
      }
    }
  }

  /// A progressive JPEG of few bytes that asks for a thousand passes over its picture.
  @Test func scansAreLimited() throws {
    let bytes = try ImageFixtures.bytes("grey-progressive.jpg")
    let scan = try #require(bytes.indices.last { $0 + 1 < bytes.count && bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA })
    let last = Array(bytes[scan..<bytes.count - 2])
    func repeated(_ times: Int) -> [UInt8] {
      Array(bytes[..<(bytes.count - 2)]) + (0..<times).flatMap { _ in last } + [0xFF, 0xD9]
    }
    #expect(try picture(repeated(3)) != nil)
    #expect(throws: ImageError(.broken("more scans than any encoder writes"), file: "scans")) {
      try Image(decoding: repeated(1000), file: "scans")
    }
  }

  /// A header that promises more pixels than the data could ever hold is refused before memory is asked for them.
  @Test func emptyPromisesAreTruncated() throws {
    var bytes = try ImageFixtures.bytes("refused-too-many-pixels.png")
    let height: [UInt8] = [0, 0, 0x22, 0x2E]
    bytes.replaceSubrange(20..<24, with: height)
    let checksum = Checksum.crc32(bytes[12..<29])
    bytes.replaceSubrange(29..<33, with: (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (24 - 8 * $0)) })
    #expect(throws: ImageError(.truncated, file: "promise")) { try Image(decoding: bytes, file: "promise") }
  }
}

private enum Checksum {
  static func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(UInt32.max) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    }
  }
}
