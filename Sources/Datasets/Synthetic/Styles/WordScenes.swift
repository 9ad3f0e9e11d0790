import Essentials
import Images

/// Words to read.
public struct WordScenes: SceneStyle {
  /// The style's name.
  public let name = "words"
  /// What its pictures show.
  public let summary = "one to three words to read"
  /// One: "word".
  public var labels: [String] { [WrittenWord.label] }
  /// They have.
  public let hasText = true

  /// The style.
  public init() {}

  static let lengths = 3...7

  /// The share of the picture's width that a letter takes, by the number of words.
  private static let letters = [0.125...0.22, 0.125...0.18, 0.125...0.15]

  /// Draws one to three words, clear of each other.
  public func scene(size: ImageSize, using generator: inout PhiloxGenerator) -> Scene {
    let composer = SceneComposer(size: size)
    let words = (0..<1 + generator.index(below: 3)).map { _ in WrittenWord(lengths: Self.lengths, using: &generator) }
    return composer.scattered(words.map { ($0.sprite, $0.sizes(letters: Self.letters[words.count - 1])) }, using: &generator)
  }

  static let makers: [QuestionMaker] = [
    .count(.word), .reading, .saying(lengths: lengths), .attribute(.colour, of: .word, by: .text, "what colour is the word"),
    .place(.word) { $0.identity.attributes[.text] ?? "" },
  ]

  /// Asks how many there are, what they say, for colours and places, and whether there is some word.
  public func questions(_ count: Int, about scene: Scene, using generator: inout PhiloxGenerator) -> [SceneQuestion] {
    Self.makers.questions(count, about: scene, using: &generator)
  }

  /// The words that can be read, and those of questions and captions.
  public var vocabulary: [String] {
    SyntheticVocabulary.words(
      of: WordList.common + WordList.common.map { $0.uppercased() } + NamedColor.all.map(\.name), Self.makers,
      Backdrop.settings + ["the word words"])
  }
}
