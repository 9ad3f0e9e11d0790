import Essentials
import Images

/// One of the 52 cards: its rank above its suit, both large, on white with round corners.
package struct PlayingCard {
  let rank: (name: String, sign: String)
  let suit: (name: String, sign: String, color: Color)

  static let ranks = [
    ("ace", "A"), ("two", "2"), ("three", "3"), ("four", "4"), ("five", "5"), ("six", "6"), ("seven", "7"), ("eight", "8"), ("nine", "9"),
    ("ten", "10"), ("jack", "J"), ("queen", "Q"), ("king", "K"),
  ]
  static let suits = [
    ("hearts", "♥", red), ("diamonds", "♦", red), ("spades", "♠", black), ("clubs", "♣", black),
  ]
  private static let red = Color(0xC8141E)
  private static let black = Color(0x101010)

  /// "ace of spades" and the others.
  static let labels = suits.flatMap { suit in ranks.map { "\($0.0) of \(suit.0)" } }

  /// The card of a number in 0..<52.
  package init(_ number: Int) {
    rank = Self.ranks[number % 13]
    suit = Self.suits[number / 13]
  }

  /// Some cards of a pack.
  static func dealt(_ count: Int, using generator: inout PhiloxGenerator) -> [PlayingCard] {
    generator.choices(count, of: Array(0..<52)).map(PlayingCard.init)
  }

  private static let width = 0.7

  package var sprite: Sprite {
    let label = "\(rank.name) of \(suit.name)"
    let rank = Outline(of: rank.sign, in: .sansBold).fitted(in: Rectangle(x: -0.28, y: -0.43, width: 0.56, height: 0.4))
    let suit = Outline(of: suit.sign, in: .sans).fitted(in: Rectangle(x: -0.26, y: 0.03, width: 0.52, height: 0.4))
    let color = self.suit.color
    return Sprite(
      identity: ObjectIdentity(.card, label: label, [.rank: self.rank.name, .suit: self.suit.name], plural: "cards"),
      extent: (Self.width, 1), colors: [.white]
    ) { canvas in
      let area = Rectangle(x: -Self.width / 2, y: -0.5, width: Self.width, height: 1)
      canvas.fill(.rounded(area, radius: 0.08), Color(0x55575C))
      canvas.fill(.rounded(area.inset(by: 0.014), radius: 0.068), Color(0xFDFDFB))
      canvas.fill(.outline(rank), color)
      canvas.fill(.outline(suit), color)
    }
  }
}
