import Essentials
import Foundation
import Images

/// A part of a chequered board, seen from above and turned a little.
struct Chessboard {
  /// Its colour, as a caption says it.
  let name: String
  let light: Color
  let dark: Color
  /// The side of a square in pixels.
  let square: Double
  /// Clockwise, in radians.
  let angle: Double
  /// Where the corner of the squares 0, 0 is.
  let corner: Point

  private static let looks: [(name: String, light: UInt32, dark: UInt32)] = [
    ("brown", 0xEBD3AE, 0xA9714A), ("brown", 0xD9B98A, 0x7A4E30), ("green", 0xEDEBCF, 0x6C9350), ("green", 0xC9D8B5, 0x3F7550),
    ("blue", 0xDCE6EF, 0x5F86AE), ("blue", 0xB9CDE4, 0x45628F), ("grey", 0xD8D8D8, 0x8B8B8B), ("grey", 0xB4B8BC, 0x63686E),
    ("red", 0xF0CDB8, 0xB4503F), ("red", 0xE2B3A2, 0x923B3B),
  ]

  static let names = ["brown", "green", "blue", "grey", "red"]

  init(in size: ImageSize, using generator: inout PhiloxGenerator) {
    let look = generator.choice(of: Self.looks)
    name = look.name
    light = Color(look.light)
    dark = Color(look.dark)
    square = Double(min(size.width, size.height)) * generator.number(in: 0.25...0.33)
    angle = generator.number(in: -1...1) * .pi / 30
    corner = Point(
      x: Double(size.width) / 2 + square * generator.number(in: -1...1), y: Double(size.height) / 2 + square * generator.number(in: -1...1))
  }

  /// The middle of a square.
  func center(column: Int, row: Int) -> Point {
    let (x, y) = ((Double(column) + 0.5) * square, (Double(row) + 0.5) * square)
    return Point(x: corner.x + x * cos(angle) - y * sin(angle), y: corner.y + x * sin(angle) + y * cos(angle))
  }

  func paint(_ canvas: Canvas) {
    let reach = Int((max(canvas.width, canvas.height) / square).rounded(.up)) + 1
    canvas.transformed(origin: corner, angle: angle, unit: square) {
      for row in -reach...reach {
        for column in -reach...reach where (row + column) & 1 == 0 {
          canvas.fill(.rectangle(Rectangle(x: Double(column), y: Double(row), width: 1, height: 1)), dark)
        }
      }
    }
  }
}
