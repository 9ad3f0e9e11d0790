import Foundation
import Images
import SystemPackage

/// A JPEG file decoded and brought to a square.
struct PictureWork: Work {
  private let file: FilePath
  private let extent: Int
  private let count: Int

  /// - Parameter count: pictures each time.
  init(file: FilePath, extent: Int, count: Int) {
    self.file = file
    self.extent = extent
    self.count = count
  }

  /// Seconds a picture.
  func run() throws -> Double {
    try seconds { for _ in 0..<count { _ = try Image(contentsOf: file).resized(width: extent, height: extent) } } / Double(count)
  }

  /// Something with the smooth parts, the edges and the grain of a photograph.
  static func photograph(width: Int, height: Int) -> Image {
    var pixels = [UInt8](repeating: 0, count: width * height * 3)
    for y in 0..<height {
      for x in 0..<width {
        let (u, v) = (Double(x) / Double(width), Double(y) / Double(height))
        let isInside = hypot(u - 0.6, v - 0.45) < 0.25
        for channel in 0..<3 {
          let phase = Double(channel) * 1.3
          let light = isInside ? 0.8 - 0.6 * v + 0.1 * sin(40 * u + phase) : 0.35 + 0.25 * sin(5 * u + phase) * cos(4 * v + phase)
          let grain = Double(RandomInputs.number((y * width + x) * 3 + channel)) * 5
          pixels[(y * width + x) * 3 + channel] = UInt8(min(255, max(0, light * 255 + grain)))
        }
      }
    }
    return Image(width: width, height: height, pixels: pixels)
  }
}
