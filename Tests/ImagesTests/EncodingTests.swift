import Foundation
import Images
import SystemPackage
import Testing

@Suite struct EncodingTests {
  /// A picture with gradients and edges.
  private func picture(_ width: Int, _ height: Int) -> Image {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        let isLight = (x / 4 + y / 4) % 2 == 0
        pixels += [UInt8(truncatingIfNeeded: x * 5), UInt8(truncatingIfNeeded: y * 7), isLight ? 200 : 30]
      }
    }
    return Image(width: width, height: height, pixels: pixels)
  }

  @Test(arguments: [(1, 1), (1, 9), (13, 1), (40, 31), (300, 200)])
  func pngKeepsEveryByte(width: Int, height: Int) throws {
    let image = picture(width, height)
    #expect(try Image(decoding: image.encoded(as: .png), file: "png") == image)
  }

  @Test func jpegKeepsTheLook() throws {
    var pixels: [UInt8] = []
    for i in 0..<64 * 48 { pixels += [UInt8(i % 64 * 3), UInt8(i / 64 * 4), 90] }
    let image = Image(width: 64, height: 48, pixels: pixels)
    let fine = try Image(decoding: image.encoded(as: .jpeg(quality: 95)), file: "jpeg")
    #expect(fine.size == image.size)
    var error = 0
    for (a, b) in zip(fine.pixels, image.pixels) { error += abs(Int(a) - Int(b)) }
    #expect(Double(error) / Double(image.pixels.count) < 2)
    #expect(try image.encoded(as: .jpeg(quality: 10)).count < image.encoded(as: .jpeg(quality: 95)).count)
    #expect(try image.encoded(as: .jpeg(quality: -5)) == image.encoded(as: .jpeg(quality: 1)))
  }

  @Test func largeJPEGsGrowTheirBuffer() throws {
    let noise = Image(width: 500, height: 400, pixels: (0..<600_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 11) })
    let bytes = try noise.encoded(as: .jpeg(quality: 100))
    #expect(bytes.count > 200_000)
    #expect(try Image(decoding: bytes, file: "jpeg").size == noise.size)
  }

  @Test func jpegHasASizeLimit() {
    let long = Image(width: 70_000, height: 1, pixels: [UInt8](repeating: 0, count: 210_000))
    #expect(throws: ImageError.self) { try long.encoded(as: .jpeg(quality: 90)) }
    #expect(throws: Never.self) { try long.encoded(as: .png) }
  }

  @Test func theNameChoosesTheFormat() throws {
    try withTemporaryFolder { folder in
      let image = picture(16, 16)
      for (name, isPNG) in [("a.png", true), ("b.JPG", false), ("c.jpeg", false), ("plain", true)] {
        let path = folder.appending(name)
        try image.write(to: path)
        let bytes = try Data(contentsOf: URL(filePath: path.string))
        #expect(bytes.starts(with: isPNG ? [0x89, 0x50] : [0xFF, 0xD8]), "\(name)")
        let read = try Image(contentsOf: path)
        #expect(isPNG ? read == image : read.size == image.size)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.string).count == 4)
    }
  }

  @Test func aFolderThatIsNotThereIsNamed() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending("missing").appending("a.png")
      #expect { try picture(2, 2).write(to: path) } throws: { "\($0)".contains(path.string) }
    }
  }
}
