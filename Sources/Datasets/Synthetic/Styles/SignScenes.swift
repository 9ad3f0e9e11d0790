import Essentials
import Images

/// Symbols in bright colours.
public struct SignScenes: SceneStyle {
  /// The style's name.
  public let name = "signs"
  /// What its pictures show.
  public let summary = "one to four coloured symbols"
  /// Every symbol in every colour: "red star".
  public var labels: [String] { Sign.labels }

  /// The style.
  public init() {}

  /// The sign's longer side, as a share of the picture's, by the number of signs.
  static let sides = [0.34...0.7, 0.3...0.52, 0.27...0.44, 0.25...0.38]

  /// Draws one to four different signs.
  public func scene(size: ImageSize, using generator: inout PhiloxGenerator) -> Scene {
    let composer = SceneComposer(size: size)
    let signs = Sign.drawn(1 + generator.index(below: 4), using: &generator)
    return composer.scattered(signs.map { ($0.sprite, Self.sides[signs.count - 1]) }, using: &generator)
  }

  static let makers: [QuestionMaker] = [
    .count(.sign), .presence(of: .sign, Sign.labels), .attribute(.colour, of: .sign, by: .symbol, "what colour is the"),
    .attribute(.symbol, of: .sign, by: .colour, "what is"), .place(.sign), .neighbour, .order,
  ]

  /// Asks how many there are, for colours, for places, and whether there is some sign.
  public func questions(_ count: Int, about scene: Scene, using generator: inout PhiloxGenerator) -> [SceneQuestion] {
    Self.makers.questions(count, about: scene, using: &generator)
  }

  /// Symbols, colours and the words of questions and captions.
  public var vocabulary: [String] { SyntheticVocabulary.words(of: labels, Self.makers, Backdrop.settings) }
}
