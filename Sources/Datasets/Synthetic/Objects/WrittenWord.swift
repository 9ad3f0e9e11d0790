import Essentials
import Images

/// A word to be read: letters in one of several fonts, some on a plate.
package struct WrittenWord {
  let text: String
  let color: NamedColor
  private let outline: Outline
  private let plate: Color?

  static let label = "word"

  /// - Parameter lengths: of the word, in letters.
  package init(lengths: ClosedRange<Int>, using generator: inout PhiloxGenerator) {
    text = WordList.word(lengths: lengths, using: &generator)
    color = generator.choice(of: NamedColor.all)
    outline = Outline(of: text, in: generator.choice(of: Typeface.allCases))
    let shade = generator.number(in: 0...0.12)
    plate = generator.chance(0.35) ? (color.color.luminance > 0.45 ? Color.black : .white).mixed(with: color.color, shade) : nil
  }

  /// The font's size, for letters of some mean width: less where the word would be too long or too high.
  func sizes(letters: ClosedRange<Double>) -> ClosedRange<Double> {
    let ratio = Double(text.count) / outline.advance
    let most = min(0.92 / (outline.bounds.width + 2 * margin), 0.42)
    return min(letters.lowerBound * ratio, most)...min(letters.upperBound * ratio, most)
  }

  private var margin: Double { plate == nil ? 0 : 0.16 }

  /// Its unit is the font's size.
  package var sprite: Sprite {
    let bounds = outline.bounds
    let fitted = outline.fitted(in: Rectangle(x: -bounds.width / 2, y: -bounds.height / 2, width: bounds.width, height: bounds.height))
    let extent = (width: bounds.width + 2 * margin, height: bounds.height + 2 * margin)
    let (color, plate) = (color.color, plate)
    return Sprite(
      identity: ObjectIdentity(
        .word, label: Self.label, [.text: text, .colour: self.color.name], phrase: "the word \(text)", plural: "words \(text)"),
      extent: extent, colors: [plate ?? color]
    ) { canvas in
      if let plate {
        canvas.fill(
          .rounded(Rectangle(x: -extent.width / 2, y: -extent.height / 2, width: extent.width, height: extent.height), radius: 0.1), plate)
      }
      canvas.fill(.outline(fitted), color)
    }
  }
}
