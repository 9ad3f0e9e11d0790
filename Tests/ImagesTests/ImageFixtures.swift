import Foundation
import Images
import SystemPackage
import TestSupport

/// The cases that `Scripts/oracles/images.py` made with Pillow.
enum ImageFixtures {
  struct Decoding: Decodable {
    struct Accepted: Decodable, CustomStringConvertible {
      let file: String
      let width: Int
      let height: Int
      /// What Pillow reads.
      let rgb: Data

      var description: String { file }
      var image: Image { Image(width: width, height: height, pixels: [UInt8](rgb)) }
    }

    let accepted: [Accepted]
    let refused: [String]
  }

  struct Resizing: Decodable, CustomStringConvertible {
    let width: Int
    let height: Int
    let pixels: Data
    let newWidth: Int
    let newHeight: Int
    let resized: Data

    var description: String { "\(width) x \(height) to \(newWidth) x \(newHeight)" }
  }

  struct Normalizing: Decodable {
    struct Case: Decodable {
      let mean: [Float]
      let standardDeviation: [Float]
      let rescale: Double
      /// Little-endian single precision.
      let values: Data
    }

    let pixels: Data
    let cases: [Case]
  }

  static func path(_ file: String) -> FilePath { Fixture.folder("images").appending("files").appending(file) }

  static func bytes(_ file: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path(file).string))) }

  static func cases<Cases: Decodable>(_ name: String) throws -> Cases {
    let file = Fixture.folder("images").appending(name + ".json")
    return try JSONDecoder().decode(Cases.self, from: Data(contentsOf: URL(filePath: file.string)))
  }
}

/// An empty folder that lasts as long as `body`.
func withTemporaryFolder(_ body: (FilePath) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: "images-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(FilePath(folder.path))
}
