import Images

/// A colour that questions can ask for.
struct NamedColor: Sendable, Hashable {
  let name: String
  let color: Color

  init(_ name: String, _ hex: UInt32) {
    self.name = name
    color = Color(hex)
  }

  /// Eight that nobody confounds.
  static let all = [
    NamedColor("red", 0xD21F26), NamedColor("orange", 0xF58A1F), NamedColor("yellow", 0xF7DC2E), NamedColor("green", 0x1F9A45),
    NamedColor("blue", 0x2456D6), NamedColor("purple", 0x8A2BAA), NamedColor("white", 0xFAFAFA), NamedColor("black", 0x141414),
  ]
}

extension Color {
  /// How well one colour stands out from another, from 0: by brightness first, by hue too.
  func contrast(to other: Color) -> Double {
    let (r, g, b) = (red - other.red, green - other.green, blue - other.blue)
    return 0.8 * abs(luminance - other.luminance) + 0.5 * ((r * r + g * g + b * b) / 3).squareRoot()
  }

  /// `self` at 0, `other` at 1 and what lies between them.
  func mixed(with other: Color, _ share: Double) -> Color {
    Color(
      red: red + (other.red - red) * share, green: green + (other.green - green) * share, blue: blue + (other.blue - blue) * share)
  }

  /// The brightness that the eye sees, 0...1.
  var luminance: Double { 0.3 * red + 0.59 * green + 0.11 * blue }
}
