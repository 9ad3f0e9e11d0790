import Datasets
import Essentials
import Images
import Testing

private let size = ImageSize(width: 96, height: 96)

/// One object of each look.
private func sprites(using generator: inout PhiloxGenerator) -> [Sprite] {
  (0..<52).map { PlayingCard($0).sprite } + Sign.drawn(160, using: &generator).map(\.sprite)
    + (0..<40).map { _ in ChessPiece(using: &generator).sprite } + (0..<40).map { _ in Die(using: &generator).sprite }
    + (0..<40).map { _ in WrittenWord(lengths: 3...7, using: &generator).sprite }
}

@Test func boxesAreExactToThePixel() throws {
  var generator = PhiloxGenerator(seed: 42, stream: 0)
  let composer = SceneComposer(size: size)
  for sprite in sprites(using: &generator) {
    let drawn = try #require(
      composer.place([sprite], using: &generator) { _, most, generator in
        composer.anywhere(
          sprite, unit: (sprite.identity.kind == .word ? 20 : 24 + 30 * Double(generator.uniform())) * most, using: &generator)
      }.first)
    // A pixel is covered by what of the background no longer shows: the difference between black and white behind the object.
    func pixels(before background: Color) -> [UInt8] {
      let canvas = Canvas(width: 96, height: 96, background: background)
      canvas.draw(drawn.layer)
      return canvas.image().pixels
    }
    let (white, black) = (pixels(before: .white), pixels(before: .black))
    let covered = (0..<96 * 96).filter { place in
      255 - (Int(white[place * 3 + 1]) - Int(black[place * 3 + 1])) >= Int(SceneComposer.coverage * 256)
    }
    let (columns, rows) = (covered.map { $0 % 96 }, covered.map { $0 / 96 })
    let object = drawn.object
    #expect(object.left == columns.min() && object.right - 1 == columns.max(), "\(sprite.identity) \(object)")
    #expect(object.top == rows.min() && object.bottom - 1 == rows.max(), "\(sprite.identity) \(object)")
  }
}

@Test func thereIsAnOutlineForEverySymbol() {
  var generator = PhiloxGenerator(seed: 1, stream: 0)
  // What the font lacks would be drawn as the same box.
  let symbols = Set(
    Sign.drawn(160, using: &generator).map(\.symbol.sign) + ["♔", "♕", "♖", "♗", "♘", "♙", "♚", "♛", "♜", "♝", "♞", "♟", "♠", "♣"])
  let missing = Outline(of: "\u{10FFFD}", in: .sans)
  let outlines = Set(symbols.map { Outline(of: $0, in: .sans) })
  #expect(outlines.count == symbols.count && !outlines.contains(missing))
}
