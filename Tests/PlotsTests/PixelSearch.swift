import Images

/// A place in a picture, in pixels.
struct Pixel: Hashable {
  var x: Int
  var y: Int
}

extension Image {
  func color(_ x: Int, _ y: Int) -> [UInt8] {
    let start = (y * width + x) * 3
    return Array(pixels[start..<start + 3])
  }

  /// The pixels whose channels are all within `tolerance` of `0xRRGGBB`.
  func places(of hex: Int, tolerance: Int = 6) -> [Pixel] {
    let wanted = [hex >> 16 & 255, hex >> 8 & 255, hex & 255]
    var places: [Pixel] = []
    for y in 0..<height {
      for x in 0..<width {
        let start = (y * width + x) * 3
        if (0..<3).allSatisfy({ abs(Int(pixels[start + $0]) - wanted[$0]) <= tolerance }) { places.append(Pixel(x: x, y: y)) }
      }
    }
    return places
  }

  static func plain(_ width: Int, _ height: Int, _ color: [UInt8]) -> Image {
    Image(width: width, height: height, pixels: (0..<width * height).flatMap { _ in color })
  }
}
