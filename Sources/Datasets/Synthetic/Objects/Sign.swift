import Essentials
import Images

/// A symbol in one of eight colours.
struct Sign {
  let symbol: (name: String, sign: String)
  let color: NamedColor

  static let symbols = [
    ("star", "★"), ("heart", "♥"), ("circle", "●"), ("square", "■"), ("triangle", "▲"), ("diamond", "◆"), ("cross", "✚"), ("ring", "◯"),
    ("moon", "☾"), ("sun", "☀"), ("cloud", "☁"), ("umbrella", "☂"), ("flower", "✿"), ("note", "♪"), ("anchor", "⚓"), ("phone", "☎"),
    ("letter", "✉"), ("plane", "✈"), ("flag", "⚑"), ("arrow", "➜"), ("face", "☻"), ("gear", "⚙"), ("bolt", "⚡"), ("check", "✔"),
    ("club", "♣"), ("spade", "♠"), ("scissors", "✂"), ("snowflake", "❄"), ("skull", "☠"), ("leaf", "❧"), ("hand", "☛"), ("pencil", "✎"), ("house", "⌂"), ("bell", "⍾"), ("snowman", "☃"),
  ]

  /// "red star" and the others.
  static let labels = symbols.flatMap { symbol in NamedColor.all.map { "\($0.name) \(symbol.0)" } }

  /// Different signs; now and then two of the same symbol or colour.
  static func drawn(_ count: Int, using generator: inout PhiloxGenerator) -> [Sign] {
    let colors = NamedColor.all
    return generator.choices(count, of: Array(0..<symbols.count * colors.count)).map {
      Sign(symbol: symbols[$0 / colors.count], color: colors[$0 % colors.count])
    }
  }

  var sprite: Sprite {
    let outline = Outline(of: symbol.sign, in: .sans).fitted(in: Rectangle(x: -0.5, y: -0.5, width: 1, height: 1))
    let color = color.color
    return Sprite(
      identity: ObjectIdentity(.sign, label: "\(self.color.name) \(symbol.name)", [.colour: self.color.name, .symbol: symbol.name]),
      extent: (outline.bounds.width, outline.bounds.height), colors: [color]
    ) { canvas in
      canvas.fill(.outline(outline), color)
    }
  }
}
