import Essentials
import Foundation
import Images

/// What is behind the objects.
enum Backdrop {
  case plain(Color)
  case shaded(Color, Color)
  case speckled(Color, levels: Int)
  /// Stripes across the direction `angle` (in radians), `width` pixels each.
  case striped(Color, Color, angle: Double, width: Double)
  case board(Chessboard)

  /// The words of captions about pictures with a background.
  static let settings = ["a an two three four and on background", "plain shaded speckled striped"]

  /// A background of a random kind, in colours from which all of `colors` stand out.
  static func random(behind colors: [Color], in size: ImageSize, using generator: inout PhiloxGenerator) -> Backdrop {
    let kind = generator.index(below: 4)
    let first = soft(behind: colors, using: &generator) { Self.color(using: &$0) }
    // So far from the first that the difference is no matter of light.
    let second = soft(behind: colors, using: &generator) { generator in
      let step = generator.number(in: 0.14...0.24) * (generator.chance(0.5) ? 1 : -1)
      func near(_ value: Double) -> Double { (value + step + generator.number(in: -0.07...0.07)).clamped(to: Self.channels) }
      return Color(red: near(first.red), green: near(first.green), blue: near(first.blue))
    }
    switch kind {
    case 0: return .plain(first)
    case 1: return .shaded(first, second)
    case 2: return .speckled(first, levels: 20 + generator.index(below: 21))
    default:
      let shorter = Double(min(size.width, size.height))
      return .striped(first, second, angle: generator.number(in: 0...Double.pi), width: shorter * generator.number(in: 0.04...0.14))
    }
  }

  /// The best of some colours: the first from which all of `colors` are far.
  private static func soft(
    behind colors: [Color], using generator: inout PhiloxGenerator, _ candidate: (inout PhiloxGenerator) -> Color
  ) -> Color {
    var best = (color: Color.white, contrast: -1.0)
    for _ in 0..<40 {
      let color = candidate(&generator)
      let contrast = colors.map { $0.contrast(to: color) }.min() ?? 1
      if contrast > best.contrast { best = (color, contrast) }
      if contrast > 0.42 { break }
    }
    return best.color
  }

  /// Neither wholly dark nor wholly light: noise and light must show.
  private static let channels = 0.06...0.94

  /// Greyish or with a tint.
  private static func color(using generator: inout PhiloxGenerator) -> Color {
    let grey = generator.number(in: 0.12...0.88)
    let tint = generator.chance(0.4) ? 0.26 : 0.1
    func channel() -> Double { (grey + generator.number(in: -tint...tint)).clamped(to: Self.channels) }
    return Color(red: channel(), green: channel(), blue: channel())
  }

  /// As a caption says it.
  var setting: String {
    switch self {
    case .plain: "on a plain background"
    case .shaded: "on a shaded background"
    case .speckled: "on a speckled background"
    case .striped: "on a striped background"
    case .board(let board): "on a \(board.name) board"
    }
  }

  /// The first of its colours.
  var color: Color {
    switch self {
    case .plain(let color), .shaded(let color, _), .speckled(let color, _), .striped(let color, _, _, _): color
    case .board(let board): board.light
    }
  }

  func paint(_ canvas: Canvas, using generator: inout PhiloxGenerator) {
    let area = Rectangle(x: 0, y: 0, width: canvas.width, height: canvas.height)
    let middle = area.center
    switch self {
    case .plain: break
    case .shaded(let first, let second):
      let angle = generator.number(in: 0...2 * Double.pi)
      let (x, y) = (cos(angle) * area.width / 2, sin(angle) * area.height / 2)
      canvas.fill(
        .rectangle(area), from: (Point(x: middle.x - x, y: middle.y - y), first), to: (Point(x: middle.x + x, y: middle.y + y), second))
    case .speckled(let color, let levels):
      canvas.draw(Self.speckles(color, levels: levels, Int(area.width), Int(area.height), using: &generator), in: area)
    case .striped(_, let second, let angle, let width):
      let reach = (area.width + area.height) / 2
      canvas.transformed(origin: middle, angle: angle) {
        for x in stride(from: -reach, to: reach, by: 2 * width) {
          canvas.fill(.rectangle(Rectangle(x: x, y: -reach, width: width, height: 2 * reach)), second)
        }
      }
    case .board(let board): board.paint(canvas)
    }
  }

  private static func speckles(_ color: Color, levels: Int, _ width: Int, _ height: Int, using generator: inout PhiloxGenerator) -> Image {
    let channels = [color.red, color.green, color.blue].map { Int(($0 * 255).rounded()) }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(width * height * 3)
    var bits: UInt64 = 0
    for place in 0..<width * height {
      if place & 7 == 0 { bits = generator.next() }
      let change = (Int(bits & 255) * (2 * levels + 1)) >> 8 - levels
      bits >>= 8
      for channel in channels { pixels.append(UInt8(clamping: channel + change)) }
    }
    return Image(width: width, height: height, pixels: pixels)
  }
}

extension Double {
  fileprivate func clamped(to range: ClosedRange<Double>) -> Double { Swift.min(Swift.max(self, range.lowerBound), range.upperBound) }
}
