import Essentials
import Images

/// Number plates of cars, of several colours.
public struct PlateScenes: SceneStyle {
  /// The style's name.
  public let name = "plates"
  /// What its pictures show.
  public let summary = "one or two number plates to read"
  /// The six colours: "white plate".
  public var labels: [String] { NumberPlate.labels }
  /// They have.
  public let hasText = true

  /// The style.
  public init() {}

  private static let widths = [0.7...0.94, 0.62...0.8]

  /// Draws one or two plates, clear of each other.
  public func scene(size: ImageSize, using generator: inout PhiloxGenerator) -> Scene {
    let composer = SceneComposer(size: size)
    let plates = (0..<1 + generator.index(below: 2)).map { _ in NumberPlate(using: &generator) }
    return composer.scattered(
      plates.map { ($0.sprite, $0.sizes(widths: Self.widths[plates.count - 1])) }, using: &generator)
  }

  static let makers: [QuestionMaker] = [
    .count(.plate), .reading, .presence(of: .plate, NumberPlate.labels),
    .attribute(.colour, of: .plate, by: .text, "what colour is the plate"), .place(.plate) { $0.identity.attributes[.text] ?? "" },
  ]

  /// Asks how many there are, what is on them and for their colours.
  public func questions(_ count: Int, about scene: Scene, using generator: inout PhiloxGenerator) -> [SceneQuestion] {
    Self.makers.questions(count, about: scene, using: &generator)
  }

  /// Colours and the words of questions and captions; what is on the plates are letters and digits by chance.
  public var vocabulary: [String] {
    SyntheticVocabulary.words(of: labels, Self.makers, Backdrop.settings + ["a two plates with"])
  }
}
