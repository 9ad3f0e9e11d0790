import Essentials
import Images

/// A chess piece, drawn as in books: white ones with a dark outline, black ones with a light rim.
package struct ChessPiece {
  let isWhite: Bool
  /// An index into `names`.
  let piece: Int

  static let names = ["king", "queen", "rook", "bishop", "knight", "pawn"]
  private static let whiteSigns = ["♔", "♕", "♖", "♗", "♘", "♙"]
  private static let blackSigns = ["♚", "♛", "♜", "♝", "♞", "♟"]

  /// "white king" and the others.
  static let labels = ["white", "black"].flatMap { side in names.map { "\(side) \($0)" } }

  package init(using generator: inout PhiloxGenerator) {
    isWhite = generator.chance(0.5)
    piece = generator.index(below: Self.names.count)
  }

  /// The height that all pieces' symbols share, in units of the font's size.
  private static let height = Outline(of: "♚", in: .sans).bounds.height

  package var sprite: Sprite {
    let side = isWhite ? "white" : "black"
    let name = Self.names[piece]
    let outline = Outline(of: (isWhite ? Self.whiteSigns : Self.blackSigns)[piece], in: .sans)
    // All in one scale: a pawn is smaller than a king.
    let height = outline.bounds.height / Self.height
    let fitted = outline.fitted(in: Rectangle(x: -1, y: -height / 2, width: 2, height: height))
    let (ink, paper) = (Color(0x161616), Color(0xFBFBF8))
    let contours = fitted.contours
    let isWhite = isWhite
    let rim = 0.05
    return Sprite(
      identity: ObjectIdentity(.piece, label: "\(side) \(name)", [.side: side, .symbol: name]),
      extent: (fitted.bounds.width + rim, fitted.bounds.height + rim), colors: []
    ) { canvas in
      for contour in contours {
        canvas.stroke(.outline(contour), Stroke(isWhite ? ink : paper, width: rim))
      }
      // Each line alone has no holes: together they are the whole piece.
      for contour in contours { canvas.fill(.outline(contour), paper) }
      canvas.fill(.outline(fitted), ink)
    }
  }
}
