import Essentials
import Images

/// Chess pieces on boards of several colours.
public struct ChessScenes: SceneStyle {
  /// The style's name.
  public let name = "chess"
  /// What its pictures show.
  public let summary = "one to four chess pieces on a board"
  /// The twelve pieces: "white king".
  public var labels: [String] { ChessPiece.labels }

  /// The style.
  public init() {}

  /// Draws one to four pieces, each about on a square of its own.
  public func scene(size: ImageSize, using generator: inout PhiloxGenerator) -> Scene {
    let composer = SceneComposer(size: size)
    let board = Chessboard(in: size, using: &generator)
    let count = 1 + generator.index(below: 4)
    let pieces = (0..<count).map { _ in ChessPiece(using: &generator).sprite }
    let drawn = composer.place(pieces, using: &generator) { _, most, generator in
      func square() -> Int { generator.index(below: 6) - 3 }
      var center = board.center(column: square(), row: square())
      let slip = board.square * (generator.chance(0.6) ? 0.05 : 0.18)
      center.x += slip * generator.number(in: -1...1)
      center.y += slip * generator.number(in: -1...1)
      return Placement(
        center: center, angle: board.angle + generator.number(in: -1...1) * .pi / 30,
        unit: board.square * generator.number(in: 0.86...0.98) * most)
    }
    return composer.scene(drawn, before: .board(board), using: &generator)
  }

  static let makers: [QuestionMaker] = [
    .count(.piece), .presence(of: .piece, ChessPiece.labels), .attribute(.side, of: .piece, by: .symbol, "what colour is the"),
    .attribute(.symbol, of: .piece, by: .side, "which piece is"), .place(.piece), .neighbour, .order,
  ]

  /// Asks how many there are, for colours, for places, and whether there is some piece.
  public func questions(_ count: Int, about scene: Scene, using generator: inout PhiloxGenerator) -> [SceneQuestion] {
    Self.makers.questions(count, about: scene, using: &generator)
  }

  /// Pieces, colours and the words of questions and captions.
  public var vocabulary: [String] {
    SyntheticVocabulary.words(
      of: labels + labels.map { $0 + "s" }, Self.makers, Chessboard.names.map { "a two three four and on \($0) board" })
  }
}
