import Essentials
import Images

/// Red, green and blue, each 0...255.
package struct Colour: Hashable {
  package var red: Int
  package var green: Int
  package var blue: Int

  /// `self` at 0, `other` at 1 and what lies between them.
  func mixed(with other: Colour, _ share: Float) -> Colour {
    func mix(_ a: Int, _ b: Int) -> Int { Int((Float(a) + (Float(b) - Float(a)) * share).rounded()) }
    return Colour(red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
  }
}

/// A picture in the making. Every pixel is set or left: edges are hard, so that a box is exact to the pixel.
struct PixelBuffer {
  let size: ImageSize
  private var bytes: [UInt8]

  init(size: ImageSize) {
    self.size = size
    bytes = [UInt8](repeating: 0, count: size.width * size.height * 3)
  }

  /// Colours every pixel as `colour` says of its column and row; nil leaves it.
  mutating func paint(columns: Range<Int>, rows: Range<Int>, _ colour: (Int, Int) -> Colour?) {
    for y in rows.clamped(to: 0..<size.height) {
      for x in columns.clamped(to: 0..<size.width) {
        guard let colour = colour(x, y) else { continue }
        let start = (y * size.width + x) * 3
        bytes[start] = UInt8(clamping: colour.red)
        bytes[start + 1] = UInt8(clamping: colour.green)
        bytes[start + 2] = UInt8(clamping: colour.blue)
      }
    }
  }

  /// Makes every pixel lighter or darker by at most `amplitude`, each by chance.
  mutating func addNoise(amplitude: Int, using generator: inout PhiloxGenerator) {
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let change = generator.index(below: 2 * amplitude + 1) - amplitude
      for channel in start..<start + 3 { bytes[channel] = UInt8(clamping: Int(bytes[channel]) + change) }
    }
  }

  /// The finished picture.
  var image: Image { Image(width: size.width, height: size.height, pixels: bytes) }
}
