import Essentials
import Images

/// Playing cards: rank and suit large on white.
public struct CardScenes: SceneStyle {
  /// The style's name.
  public let name = "cards"
  /// What its pictures show.
  public let summary = "one to four playing cards"
  /// The 52 cards: "ace of spades".
  public var labels: [String] { PlayingCard.labels }

  /// The style.
  public init() {}

  /// The card's height, as a share of the picture's, by the number of cards.
  static let heights = [0.45...0.82, 0.42...0.64, 0.38...0.52, 0.35...0.46]

  /// Draws one to four different cards.
  public func scene(size: ImageSize, using generator: inout PhiloxGenerator) -> Scene {
    let composer = SceneComposer(size: size)
    let cards = PlayingCard.dealt(1 + generator.index(below: 4), using: &generator)
    return composer.scattered(cards.map { ($0.sprite, Self.heights[cards.count - 1]) }, using: &generator)
  }

  static let makers: [QuestionMaker] = [
    .count(.card), .presence(of: .card, PlayingCard.labels), .attribute(.suit, of: .card, by: .rank, "what suit is the"),
    .attribute(.rank, of: .card, by: .suit, "what rank is the card of"), .place(.card), .neighbour, .order,
  ]

  /// Asks how many there are, for suits and ranks, for places, and whether there is some card.
  public func questions(_ count: Int, about scene: Scene, using generator: inout PhiloxGenerator) -> [SceneQuestion] {
    Self.makers.questions(count, about: scene, using: &generator)
  }

  /// Ranks, suits and the words of questions and captions.
  public var vocabulary: [String] { SyntheticVocabulary.words(of: labels, Self.makers, Backdrop.settings) }
}
