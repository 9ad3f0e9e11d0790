import Images

/// A small drawing of a picture in letters: each holds two pixels, one above the other.
package struct HalfBlocks {
  package enum Colors {
    /// Red, green and blue of a byte each.
    case full
    /// The 6 x 6 x 6 cube and the greys of terminals with 256 colours.
    case palette
    /// None: five shades.
    case none
  }

  let image: Image
  /// Letters in a row at most.
  let columns: Int
  /// Rows at most.
  let rows: Int
  let colors: Colors

  package init(image: Image, columns: Int, rows: Int, colors: Colors) {
    self.image = image
    self.columns = columns
    self.rows = rows
    self.colors = colors
  }

  /// One a row; each ends as it began, without colour.
  package var lines: [String] {
    let scale = min(Double(columns) / Double(image.width), Double(rows * 2) / Double(image.height), 1)
    let width = max(Int((Double(image.width) * scale).rounded(.down)), 1)
    let height = max(Int((Double(image.height) * scale / 2).rounded(.down)), 1)
    let small = image.resized(width: width, height: height * 2)
    let cells = (0..<height).map { row in (0..<width).map { (pixel(small, $0, row * 2), pixel(small, $0, row * 2 + 1)) } }
    return colors == .none ? shades(cells) : cells.map(blocks)
  }

  private typealias Pixel = (red: Int, green: Int, blue: Int)

  private func pixel(_ image: Image, _ x: Int, _ y: Int) -> Pixel {
    let start = (y * image.width + x) * 3
    return (Int(image.pixels[start]), Int(image.pixels[start + 1]), Int(image.pixels[start + 2]))
  }

  /// The darkest and the brightest letter take the first and the last shade: the lines of a plot hardly darken the paper around them.
  private func shades(_ cells: [[(Pixel, Pixel)]]) -> [String] {
    let shades = Array(" ░▒▓█")
    let brightnesses = cells.map { row in
      row.map { upper, lower in [upper, lower].reduce(0) { $0 + $1.red * 299 + $1.green * 587 + $1.blue * 114 } }
    }
    let all = brightnesses.joined()
    var (darkest, brightest) = (all.min() ?? 0, all.max() ?? 0)
    // A picture of one colour is as bright as that is.
    if brightest - darkest < Self.fullBrightness / 50 { (darkest, brightest) = (0, Self.fullBrightness) }
    return brightnesses.map { row in String(row.map { shades[($0 - darkest) * shades.count / (brightest - darkest + 1)] }) }
  }

  /// Of two white pixels.
  private static let fullBrightness = 2 * 255_000

  private func blocks(_ cells: [(Pixel, Pixel)]) -> String {
    var text = ""
    var last = ""
    for (upper, lower) in cells {
      let codes = "\u{1B}[38;\(code(upper));48;\(code(lower))m"
      if codes != last { text += codes }
      last = codes
      text += "▀"
    }
    return text + "\u{1B}[0m"
  }

  private func code(_ pixel: Pixel) -> String {
    guard colors == .palette else { return "2;\(pixel.red);\(pixel.green);\(pixel.blue)" }
    let spread = max(pixel.red, pixel.green, pixel.blue) - min(pixel.red, pixel.green, pixel.blue)
    if spread < 12 {
      let grey = (pixel.red + pixel.green + pixel.blue) / 3
      return "5;\(grey < 4 ? 16 : grey > 246 ? 231 : 232 + min(max((grey - 3) / 10, 0), 23))"
    }
    // The cube's steps: 0, 95, 135, 175, 215, 255.
    func step(_ value: Int) -> Int { value < 48 ? 0 : value < 115 ? 1 : min((value - 35) / 40, 5) }
    return "5;\(16 + 36 * step(pixel.red) + 6 * step(pixel.green) + step(pixel.blue))"
  }
}
