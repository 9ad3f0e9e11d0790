import Foundation
import Images
import SystemPackage
import Testing

@Suite struct ImageFileTests {
  private func fact(_ path: FilePath) -> ImageError.Fact? {
    do {
      _ = try Image(contentsOf: path)
      return nil
    } catch let error as ImageError {
      #expect(error.file == path.string)
      #expect("\(error)".contains(path.string))
      #expect(throws: ImageError.self) { try Image.size(of: path) }
      return error.fact
    } catch {
      Issue.record(error)
      return nil
    }
  }

  @Test func contentsCountAndNotTheName() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending("really-a-png.jpg")
      try Data(ImageFixtures.bytes("rgb8.png")).write(to: URL(filePath: path.string))
      #expect(try Image(contentsOf: path) == Image(contentsOf: ImageFixtures.path("rgb8.png")))
    }
  }

  @Test func whatIsNoFileIsSaidSo() throws {
    try withTemporaryFolder { folder in
      #expect(fact(folder.appending("none.png")) == .missing)
      #expect(fact(folder) == .folder)
      let pipe = folder.appending("pipe.png")
      #expect(mkfifo(pipe.string, 0o600) == 0)
      #expect(fact(pipe) == .notAFile)
      let empty = folder.appending("empty.png")
      try Data().write(to: URL(filePath: empty.string))
      #expect(fact(empty) == .empty)
      #expect(fact(empty.appending("below.png")) == .unreadable("Not a directory"))
    }
  }

  @Test(arguments: [
    ("GIF89a", "a GIF"), ("BM0000", "a BMP"), ("RIFF\u{1}\u{1}\u{1}\u{1}WEBPVP8 ", "a WebP"), ("II*\0", "a TIFF"),
    ("\0\0\0\u{18}ftypheic", "a HEIC"), ("\0\0\0\u{18}ftypavif", "an AVIF"), ("%PDF-1.7", "a PDF"), ("<html>", "an HTML"),
    ("version https://git-lfs.github.com/spec/v1", "a Git LFS pointer"),
  ])
  func otherFormatsAreNamed(head: String, name: String) throws {
    try withTemporaryFolder { folder in
      let path = folder.appending("picture.png")
      try Data(head.utf8).write(to: URL(filePath: path.string))
      #expect(fact(path) == .otherFormat(name))
    }
  }

  @Test func errorsSayWhatIsReadInstead() {
    let error = ImageError(.otherFormat("a GIF"), file: "cat.png")
    #expect("\(error)" == "cat.png: this is a GIF file, whatever its name says\n  hint: images are read from PNG and JPEG files")
    #expect("\(ImageError(.otherFormat("a Git LFS pointer"), file: "cat.png"))".contains("git lfs pull"))
    #expect("\(ImageError(.truncated, file: "cat.jpg"))".hasPrefix("cat.jpg: the image is truncated"))
  }

  @Test func unknownBytesAreNoImage() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending("picture.png")
      try Data("hello".utf8).write(to: URL(filePath: path.string))
      #expect(fact(path) == .otherFormat(nil))
    }
  }

  /// A header that lies beyond the first block that is read.
  @Test func sizeBehindLargeMetadata() throws {
    let path = ImageFixtures.path("orientation-6.jpg")
    #expect(try ImageFixtures.bytes("orientation-6.jpg").count > 1 << 16)
    #expect(try Image.size(of: path) == ImageSize(width: 21, height: 14))
  }

  @Test func sizeNeedsNoPixels() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending("cut.png")
      try Data(ImageFixtures.bytes("rgb8.png").prefix(40)).write(to: URL(filePath: path.string))
      #expect(try Image.size(of: path) == ImageSize(width: 13, height: 11))
      #expect(throws: ImageError(.truncated, file: path.string)) { try Image(contentsOf: path) }
    }
  }

  @Test func channelMeans() {
    let means = Image(width: 2, height: 1, pixels: [0, 10, 255, 1, 30, 255]).channelMeans
    #expect(means.red == 0.5 && means.green == 20 && means.blue == 255)
  }

  /// As a square it would take hundreds of gigabytes on the way.
  @Test func aPictureOfOneLongLineIsRefused() throws {
    let line = Image(width: 1, height: Image.sideLimit + 1, pixels: [UInt8](repeating: 9, count: 3 * (Image.sideLimit + 1)))
    let error = #expect(throws: ImageError.self) { try Image(decoding: line.encoded(), file: "line.png") }
    #expect(error?.fact == .tooLong(width: 1, height: Image.sideLimit + 1))
  }
}
