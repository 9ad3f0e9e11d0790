import Essentials
import Images

/// Dice of several colours, seen from above.
public struct DiceScenes: SceneStyle {
  /// The style's name.
  public let name = "dice"
  /// What its pictures show.
  public let summary = "one to four dice"
  /// What they show: "one" to "six".
  public var labels: [String] { Die.labels }

  /// The style.
  public init() {}

  private static let sides = [0.34...0.62, 0.3...0.46, 0.27...0.4, 0.25...0.34]

  /// Draws one to four dice.
  public func scene(size: ImageSize, using generator: inout PhiloxGenerator) -> Scene {
    let composer = SceneComposer(size: size)
    let dice = (0..<1 + generator.index(below: 4)).map { _ in Die(using: &generator) }
    return composer.scattered(dice.map { ($0.sprite, Self.sides[dice.count - 1]) }, using: &generator)
  }

  static let makers: [QuestionMaker] = [
    .count(.die), .sum, .presence(of: .die, Die.labels), .attribute(.rank, of: .die, by: .colour, "what is on the", noun: " die"),
    .place(.die, called: "number"),
  ]

  /// Asks how many there are, for their sum, for numbers and colours, and whether there is some number.
  public func questions(_ count: Int, about scene: Scene, using generator: inout PhiloxGenerator) -> [SceneQuestion] {
    Self.makers.questions(count, about: scene, using: &generator)
  }

  /// Numbers, colours and the words of questions and captions.
  public var vocabulary: [String] {
    SyntheticVocabulary.words(of: labels + Die.colours.map { "a \($0) die dice showing" }, Self.makers, Backdrop.settings)
  }
}
