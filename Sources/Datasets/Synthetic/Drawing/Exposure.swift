import Essentials
import Images

/// Light that falls on a picture from some side, and the noise of a camera.
struct Exposure {
  /// Brightness in the upper-left corner, and how it changes to the right and to the lower edge.
  private let gain: (corner: Float, across: Float, down: Float)
  /// The most grey levels that noise adds or takes; 0 in some pictures.
  private let noise: Int

  init(using generator: inout PhiloxGenerator) {
    let (across, down) = (0.1 * generator.uniform() - 0.05, 0.1 * generator.uniform() - 0.05)
    gain = (0.86 + 0.2 * generator.uniform() - (across + down) / 2, across, down)
    noise = max(0, generator.index(below: 10) - 2)
  }

  /// The picture in this light.
  func applied(to image: Image, using generator: inout PhiloxGenerator) -> Image {
    let (width, height) = (image.width, image.height)
    let pixels = [UInt8](unsafeUninitializedCapacity: image.pixels.count) { target, count in
      image.pixels.withUnsafeBufferPointer { source in
        var bits: UInt64 = 0
        for y in 0..<height {
          let row = gain.corner + gain.down * Float(y) / Float(height)
          for x in 0..<width {
            let gain = row + gain.across * Float(x) / Float(width)
            let place = y * width + x
            // A byte of randomness makes a pixel lighter or darker.
            if noise > 0, place & 7 == 0 { bits = generator.next() }
            let change = Float((Int(bits & 255) * (2 * noise + 1)) >> 8 - noise)
            bits >>= 8
            for channel in place * 3..<place * 3 + 3 {
              target[channel] = UInt8(min(max(Float(source[channel]) * gain + change, 0), 255))
            }
          }
        }
      }
      count = image.pixels.count
    }
    return Image(width: width, height: height, pixels: pixels)
  }
}
