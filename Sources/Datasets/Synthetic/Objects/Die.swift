import Essentials
import Images

/// A die seen from above.
package struct Die {
  /// 1...6.
  let number: Int
  private let look: Look

  private struct Look {
    let name: String
    let face: Color
    let pips: Color
  }

  static let labels = Array(Scene.numerals[1...6])
  static let colours = looks.map(\.name)

  private static let looks = [
    Look(name: "white", face: Color(0xF8F8F4), pips: .black), Look(name: "red", face: Color(0xC4202A), pips: .white),
    Look(name: "blue", face: Color(0x2450C0), pips: .white), Look(name: "green", face: Color(0x1E8A42), pips: .white),
    Look(name: "yellow", face: Color(0xF5D327), pips: .black), Look(name: "black", face: Color(0x1C1C1E), pips: .white),
  ]

  package init(using generator: inout PhiloxGenerator) {
    number = 1 + generator.index(below: 6)
    look = generator.choice(of: Self.looks)
  }

  /// Where the pips are, in thirds of the way from the middle to the edge.
  private var places: [(Double, Double)] {
    let middle = number % 2 == 1 ? [(0.0, 0.0)] : []
    let diagonal = number > 1 ? [(-1.0, -1.0), (1, 1)] : []
    let other = number > 3 ? [(1.0, -1.0), (-1, 1)] : []
    return middle + diagonal + other + (number == 6 ? [(-1.0, 0.0), (1, 0)] : [])
  }

  package var sprite: Sprite {
    let (look, places) = (look, places)
    let label = Self.labels[number - 1]
    return Sprite(
      identity: ObjectIdentity(
        .die, label: label, [.colour: look.name, .rank: label], phrase: "a \(look.name) die showing \(label)",
        plural: "\(look.name) dice showing \(label)"),
      extent: (1, 1), colors: [look.face]
    ) { canvas in
      let area = Rectangle(x: -0.5, y: -0.5, width: 1, height: 1)
      canvas.fill(.rounded(area, radius: 0.2), look.face.mixed(with: .black, 0.45))
      canvas.fill(.rounded(area.inset(by: 0.03), radius: 0.18), look.face)
      for (x, y) in places {
        canvas.fill(.circle(center: Point(x: x * 0.265, y: y * 0.265), radius: number == 1 ? 0.13 : 0.105), look.pips)
      }
    }
  }
}
