import Essentials
import Images

/// Squares, circles and triangles in bright colours on a soft gradient, none touching another.
public struct ShapeScenes: SceneStyle {
  /// The style's name.
  public let name = "shapes"
  /// The pictures' size in pixels.
  public let size: ImageSize

  /// Width and height that can be drawn.
  public static let extents = 32...4096

  /// Pictures of one size, both extents within `extents`.
  public init(size: ImageSize = ImageSize(width: 160, height: 120)) {
    precondition(
      Self.extents.contains(size.width) && Self.extents.contains(size.height), "pictures of \(size.width) x \(size.height) pixels")
    self.size = size
  }

  /// `size`.
  public var standardSize: ImageSize { size }
  /// What its pictures show.
  public let summary = "one to four squares, circles and triangles"
  /// "square", "circle" and "triangle".
  public var labels: [String] { Figure.allCases.map(\.rawValue) }

  /// Draws one to four shapes.
  public func scene(size: ImageSize, using generator: inout PhiloxGenerator) -> Scene {
    let (image, shapes) = ShapeScenes(size: size).draw(using: &generator)
    return Scene(image: image, objects: shapes.map(\.object), setting: "on a shaded background")
  }

  private static let makers: [QuestionMaker] = [
    .count(.shape), .presence(of: .shape, Figure.allCases.map(\.rawValue)), .place(.shape), .neighbour, .order,
  ]

  /// Asks how many there are, for places, and whether there is some shape.
  public func questions(_ count: Int, about scene: Scene, using generator: inout PhiloxGenerator) -> [SceneQuestion] {
    Self.makers.questions(count, about: scene, using: &generator)
  }

  /// Shapes and the words of questions and captions.
  public var vocabulary: [String] {
    SyntheticVocabulary.words(of: labels + labels.map { $0 + "s" }, Self.makers, ["a two three four and on a shaded background"])
  }

  /// A figure with its colour, in a square of `side` pixels.
  package struct Shape: Hashable {
    package let figure: Figure
    package let colour: Colour
    package let left: Int
    package let top: Int
    package let side: Int

    package var object: SceneObject {
      SceneObject(label: figure.rawValue, left: left, top: top, right: left + side, bottom: top + side)
    }

    /// Whether the squares of both, and `gap` pixels between them, have pixels in common.
    func isNear(_ other: Shape, gap: Int) -> Bool {
      left < other.left + other.side + gap && other.left < left + side + gap && top < other.top + other.side + gap
        && other.top < top + side + gap
    }
  }

  /// The picture and the shapes in it, by their left edges.
  package func draw(using generator: inout PhiloxGenerator) -> (Image, [Shape]) {
    var buffer = PixelBuffer(size: size)
    let background = paintBackground(of: &buffer, using: &generator)
    var shapes: [Shape] = []
    let count = 1 + generator.index(below: 4)
    // A place that is taken is given up, after some tries the shape with it.
    for _ in 0..<count * 10 where shapes.count < count {
      let shape = shape(on: background, using: &generator)
      if !shapes.contains(where: { $0.isNear(shape, gap: 2) }) { shapes.append(shape) }
    }
    for shape in shapes {
      buffer.paint(columns: shape.left..<shape.left + shape.side, rows: shape.top..<shape.top + shape.side) { x, y in
        shape.figure.covers(column: x - shape.left, row: y - shape.top, side: shape.side) ? shape.colour : nil
      }
    }
    buffer.addNoise(amplitude: Self.noise, using: &generator)
    return (buffer.image, shapes.sorted { ($0.left, $0.top) < ($1.left, $1.top) })
  }

  /// Grey levels that noise adds or takes.
  package static let noise = 8
  /// Grey levels, in one channel at least, between a shape and all of the background.
  package static let contrast = 60

  private static let brights: [Colour] = [
    Colour(red: 214, green: 40, blue: 40), Colour(red: 30, green: 90, blue: 220), Colour(red: 30, green: 150, blue: 60),
    Colour(red: 245, green: 200, blue: 30), Colour(red: 140, green: 50, blue: 170), Colour(red: 245, green: 130, blue: 20),
    Colour(red: 20, green: 170, blue: 180), Colour(red: 235, green: 90, blue: 160),
  ]

  /// A random gradient between two greyish colours, which are returned. They are so near each other that some bright colour stands out.
  private func paintBackground(of buffer: inout PixelBuffer, using generator: inout PhiloxGenerator) -> (Colour, Colour) {
    let grey = 80 + generator.index(below: 121)
    func soft(_ grey: Int) -> Colour {
      func channel() -> Int { grey + generator.index(below: 31) - 15 }
      return Colour(red: channel(), green: channel(), blue: channel())
    }
    let (from, to) = (soft(grey), soft(grey + 25 - generator.index(below: 51)))
    let (across, down) = (generator.uniform(), generator.uniform())
    let length = across * Float(size.width) + down * Float(size.height) + 1
    buffer.paint(columns: 0..<size.width, rows: 0..<size.height) { x, y in
      from.mixed(with: to, (across * Float(x) + down * Float(y)) / length)
    }
    return (from, to)
  }

  private func shape(on background: (Colour, Colour), using generator: inout PhiloxGenerator) -> Shape {
    let shorter = min(size.width, size.height)
    let side = shorter * (18 + generator.index(below: 23)) / 100
    let figure = Figure.allCases[generator.index(below: Figure.allCases.count)]
    let start = generator.index(below: Self.brights.count)
    let inOrder = Self.brights[start...] + Self.brights[..<start]
    // A channel that is far from both ends of the gradient, and on the same side of them, is far from all between.
    let colour = inOrder.first { Self.stands($0, out: background) } ?? Self.brights[start]
    return Shape(
      figure: figure, colour: colour, left: generator.index(below: size.width - side + 1),
      top: generator.index(below: size.height - side + 1),
      side: side)
  }

  private static func stands(_ colour: Colour, out background: (Colour, Colour)) -> Bool {
    [\Colour.red, \.green, \.blue].contains { channel in
      let (one, other) = (background.0[keyPath: channel], background.1[keyPath: channel])
      return colour[keyPath: channel] <= min(one, other) - contrast || colour[keyPath: channel] >= max(one, other) + contrast
    }
  }
}
