import Essentials
import Images

/// Cards, signs and words together.
public struct MixedScenes: SceneStyle {
  /// The style's name.
  public let name = "mixed"
  /// What its pictures show.
  public let summary = "words with playing cards and coloured symbols"
  /// Those of cards, signs and words.
  public var labels: [String] { PlayingCard.labels + Sign.labels + [WrittenWord.label] }
  /// They have.
  public let hasText = true

  /// The style.
  public init() {}

  private static let lengths = 3...4

  /// Numbers of cards and of signs: each of 0, 1 and 2 is as frequent, for both.
  private static let numbers = [(2, 0), (0, 2), (2, 0), (0, 2), (2, 1), (1, 2), (1, 0), (0, 1), (1, 1)]

  /// Draws one or two words, and one to three cards and signs.
  public func scene(size: ImageSize, using generator: inout PhiloxGenerator) -> Scene {
    let composer = SceneComposer(size: size)
    let (cards, signs) = generator.choice(of: Self.numbers)
    // One word is as frequent as two.
    let count = cards + signs < 3 && generator.chance(9 / 14) ? 2 : 1
    let words = (0..<count).map { _ in WrittenWord(lengths: Self.lengths, using: &generator) }
    return composer.scattered(
      words.map { ($0.sprite, $0.sizes(letters: 0.11...0.15)) }
        + PlayingCard.dealt(cards, using: &generator).map { ($0.sprite, 0.35...0.46) }
        + Sign.drawn(signs, using: &generator).map { ($0.sprite, 0.25...0.38) },
      using: &generator)
  }

  static let makers: [QuestionMaker] = [
    .count(.card), .count(.sign), .count(.word), .presence(of: .card, PlayingCard.labels), .presence(of: .sign, Sign.labels),
    .attribute(.colour, of: .sign, by: .symbol, "what colour is the"), .attribute(.suit, of: .card, by: .rank, "what suit is the"),
    .place(.card), .place(.sign), .reading, .saying(lengths: lengths),
  ]

  /// Asks what is asked of cards, signs and words.
  public func questions(_ count: Int, about scene: Scene, using generator: inout PhiloxGenerator) -> [SceneQuestion] {
    Self.makers.questions(count, about: scene, using: &generator)
  }

  /// That of cards, signs and words.
  public var vocabulary: [String] {
    SyntheticVocabulary.words(
      of: CardScenes().vocabulary + SignScenes().vocabulary + WordScenes().vocabulary, Self.makers, ["0"])
  }
}
