import Essentials
import Images

/// The number plate of a car: letters, a gap and digits.
package struct NumberPlate {
  /// "KX 482"
  let text: String
  private let look: Look
  private let outline: Outline

  private struct Look {
    let name: String
    let plate: Color
    let ink: Color
  }

  static let labels = looks.map { "\($0.name) plate" }

  private static let looks = [
    Look(name: "white", plate: Color(0xF6F6F2), ink: Color(0x161616)), Look(name: "yellow", plate: Color(0xF4C91C), ink: Color(0x161616)),
    Look(name: "black", plate: Color(0x1A1A1C), ink: Color(0xF4F4F0)), Look(name: "blue", plate: Color(0x1F4CB8), ink: Color(0xF6F6F2)),
    Look(name: "green", plate: Color(0x1B7A3C), ink: Color(0xF6F6F2)), Look(name: "red", plate: Color(0xB81E26), ink: Color(0xF6F6F2)),
  ]

  package init(using generator: inout PhiloxGenerator) {
    // Without those that look like digits.
    let letters = Array("ABCDEFGHJKLMNPRSTUVWXYZ")
    let word = String((0..<1 + generator.index(below: 3)).map { _ in generator.choice(of: letters) })
    let number = String((0..<2 + generator.index(below: 2)).map { _ in generator.choice(of: Array("0123456789")) })
    text = word + " " + number
    look = generator.choice(of: Self.looks)
    outline = Outline(of: text, in: generator.choice(of: [Typeface.sansBold, .monoBold]))
  }

  /// The plate's edge beyond the letters, in units of the font's size.
  private static let margin = 0.2

  /// The font's size, for plates whose width takes a share of the picture's.
  func sizes(widths: ClosedRange<Double>) -> ClosedRange<Double> {
    let width = outline.bounds.width + 2 * Self.margin
    // Short plates are not higher than long ones.
    return min(widths.lowerBound / width, 0.24)...min(widths.upperBound / width, 0.3)
  }

  /// Its unit is the font's size.
  package var sprite: Sprite {
    let bounds = outline.bounds
    let fitted = outline.fitted(in: Rectangle(x: -bounds.width / 2, y: -bounds.height / 2, width: bounds.width, height: bounds.height))
    let extent = (width: bounds.width + 2 * Self.margin, height: bounds.height + 2 * Self.margin)
    let look = look
    return Sprite(
      identity: ObjectIdentity(
        .plate, label: "\(look.name) plate", [.text: text, .colour: look.name], phrase: "a \(look.name) plate with \(text)",
        plural: "\(look.name) plates with \(text)"),
      extent: extent, colors: [look.plate]
    ) { canvas in
      let area = Rectangle(x: -extent.width / 2, y: -extent.height / 2, width: extent.width, height: extent.height)
      canvas.fill(.rounded(area, radius: 0.12), look.ink)
      canvas.fill(.rounded(area.inset(by: 0.02), radius: 0.11), look.plate)
      canvas.fill(.rounded(area.inset(by: 0.055), radius: 0.09), look.ink)
      canvas.fill(.rounded(area.inset(by: 0.085), radius: 0.07), look.plate)
      canvas.fill(.outline(fitted), look.ink)
    }
  }
}
