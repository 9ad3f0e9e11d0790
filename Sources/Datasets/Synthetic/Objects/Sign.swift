import Essentials
import Images

/// A symbol in one of eight colours.
package struct Sign {
  package let symbol: (name: String, sign: String)
  let color: NamedColor

  /// Twenty that are told apart at twenty pixels a side.
  static let symbols = [
    ("star", "★"), ("heart", "♥"), ("circle", "●"), ("square", "■"), ("triangle", "▲"), ("diamond", "◆"), ("cross", "✚"), ("ring", "◯"),
    ("moon", "☾"), ("sun", "☀"), ("umbrella", "☂"), ("flower", "✿"), ("note", "♪"), ("anchor", "⚓"), ("plane", "✈"), ("flag", "⚑"),
    ("arrow", "➜"), ("face", "☻"), ("bolt", "⚡"), ("snowflake", "❄"),
  ]
  /// Which of them the font has as a mere outline.
  private static let hollow: Set = ["moon", "bolt"]
  /// Which is too thin.
  private static let thin = "ring"

  /// "red star" and the others.
  static let labels = symbols.flatMap { symbol in NamedColor.all.map { "\($0.name) \(symbol.0)" } }

  /// Different signs; now and then two of the same symbol or colour.
  package static func drawn(_ count: Int, using generator: inout PhiloxGenerator) -> [Sign] {
    let colors = NamedColor.all
    return generator.choices(count, of: Array(0..<symbols.count * colors.count)).map {
      Sign(symbol: symbols[$0 / colors.count], color: colors[$0 % colors.count])
    }
  }

  package var sprite: Sprite {
    let rim = symbol.name == Self.thin ? 0.1 : 0
    let outline = Outline(of: symbol.sign, in: .sans)
      .fitted(in: Rectangle(x: -0.5, y: -0.5, width: 1, height: 1).inset(by: rim / 2))
    let color = color.color
    let parts = Self.hollow.contains(symbol.name) ? outline.contours : [outline]
    return Sprite(
      identity: ObjectIdentity(.sign, label: "\(self.color.name) \(symbol.name)", [.colour: self.color.name, .symbol: symbol.name]),
      extent: (outline.bounds.width + rim, outline.bounds.height + rim), colors: [color]
    ) { canvas in
      for part in parts {
        canvas.fill(.outline(part), color)
        if rim > 0 { canvas.stroke(.outline(part), Stroke(color, width: rim)) }
      }
    }
  }
}
