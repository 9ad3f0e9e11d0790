import CCairo
import Synchronization

/// The outline of letters or symbols, to be filled or stroked at any size and angle.
///
/// It comes from the font's file once and is a value from then on: that costs far less than a font at every size that is drawn.
public struct Outline: Sendable, Hashable {
  enum Element: Sendable, Hashable {
    case move(Point)
    case line(Point)
    case curve(Point, Point, Point)
    case close
  }

  let elements: [Element]
  /// What the filled outline spans.
  public let bounds: Rectangle
  /// How far a line of text reaches to the right; after `fitted`, of the fitted size.
  public let advance: Double

  /// The outline of a line of text that begins at the origin of its baseline, in units of the font's size.
  public init(of text: String, in typeface: Typeface) {
    let glyphs = text.map { Self.glyph($0, in: typeface) }
    self = glyphs.dropFirst().reduce(glyphs.first ?? Self(elements: [], bounds: Rectangle(x: 0, y: 0, width: 0, height: 0), advance: 0)) {
      $0.followed(by: $1)
    }
  }

  fileprivate init(elements: [Element], bounds: Rectangle, advance: Double) {
    self.elements = elements
    self.bounds = bounds
    self.advance = advance
  }

  /// The outline as large as it fits into `area`, in the middle of it.
  public func fitted(in area: Rectangle) -> Outline {
    guard bounds.width > 0, bounds.height > 0 else { return self }
    let factor = min(area.width / bounds.width, area.height / bounds.height)
    return map(factor, right: area.center.x - bounds.center.x * factor, down: area.center.y - bounds.center.y * factor)
  }

  /// The closed lines that the outline consists of, each an outline that has no holes.
  public var contours: [Outline] {
    var contours: [[Element]] = []
    for element in elements {
      if case .move = element { contours.append([]) }
      if contours.isEmpty { contours.append([]) }
      contours[contours.count - 1].append(element)
    }
    return contours.map { Outline(elements: $0, bounds: bounds, advance: advance) }
  }

  private func followed(by next: Outline) -> Outline {
    let next = next.map(1, right: advance, down: 0)
    guard !next.elements.isEmpty else { return Outline(elements: elements, bounds: bounds, advance: advance + next.advance) }
    guard !elements.isEmpty else { return Outline(elements: next.elements, bounds: next.bounds, advance: advance + next.advance) }
    return Outline(elements: elements + next.elements, bounds: bounds.union(next.bounds), advance: advance + next.advance)
  }

  private func map(_ factor: Double, right: Double, down: Double) -> Outline {
    func moved(_ point: Point) -> Point { Point(x: point.x * factor + right, y: point.y * factor + down) }
    let corner = moved(Point(x: bounds.x, y: bounds.y))
    return Outline(
      elements: elements.map { element in
        switch element {
        case .move(let point): .move(moved(point))
        case .line(let point): .line(moved(point))
        case .curve(let first, let second, let end): .curve(moved(first), moved(second), moved(end))
        case .close: .close
        }
      },
      bounds: Rectangle(x: corner.x, y: corner.y, width: bounds.width * factor, height: bounds.height * factor), advance: advance * factor)
  }
}

extension Outline {
  private struct Key: Hashable {
    let character: Character
    let typeface: Typeface
  }

  private static let glyphs = Mutex<[Key: Outline]>([:])

  private static func glyph(_ character: Character, in typeface: Typeface) -> Outline {
    glyphs.withLock { glyphs in
      let key = Key(character: character, typeface: typeface)
      if let known = glyphs[key] { return known }
      let outline = Canvas(width: 1, height: 1).outline(of: String(character), in: typeface)
      glyphs[key] = outline
      return outline
    }
  }
}

extension Canvas {
  /// Cairo keeps paths in steps of 1/256: this many make a letter's size, so that nothing is lost.
  private static let outlineUnit = 1000.0

  fileprivate func outline(of text: String, in typeface: Typeface) -> Outline {
    let unit = Self.outlineUnit
    let advance = width(of: text, TextStyle(size: unit, typeface: typeface)) / unit
    cairo_new_path(context)
    cairo_move_to(context, 0, 0)
    cairo_text_path(context, text)
    var (left, top, right, bottom) = (0.0, 0.0, 0.0, 0.0)
    cairo_fill_extents(context, &left, &top, &right, &bottom)
    let elements = pathElements(dividedBy: unit)
    cairo_new_path(context)
    return Outline(
      elements: elements,
      bounds: Rectangle(x: left / unit, y: top / unit, width: (right - left) / unit, height: (bottom - top) / unit), advance: advance)
  }

  /// The current path.
  private func pathElements(dividedBy unit: Double) -> [Outline.Element] {
    guard let path = cairo_copy_path(context) else { return [] }
    defer { cairo_path_destroy(path) }
    let data = UnsafeBufferPointer(start: path.pointee.data, count: Int(path.pointee.num_data))
    func point(_ i: Int) -> Point { Point(x: data[i].point.x / unit, y: data[i].point.y / unit) }
    var elements: [Outline.Element] = []
    var i = 0
    while i < data.count {
      switch data[i].header.type {
      case CAIRO_PATH_MOVE_TO: elements.append(.move(point(i + 1)))
      case CAIRO_PATH_LINE_TO: elements.append(.line(point(i + 1)))
      case CAIRO_PATH_CURVE_TO: elements.append(.curve(point(i + 1), point(i + 2), point(i + 3)))
      default: elements.append(.close)
      }
      i += Int(data[i].header.length)
    }
    // Cairo ends each closed line with a move to where it began.
    while case .move? = elements.last { elements.removeLast() }
    return elements.enumerated().filter { index, element in
      guard case .move = element, index + 1 < elements.count, case .move = elements[index + 1] else { return true }
      return false
    }.map(\.element)
  }
}

extension Rectangle {
  /// The smallest rectangle around both.
  fileprivate func union(_ other: Rectangle) -> Rectangle {
    let (left, top) = (min(x, other.x), min(y, other.y))
    return Rectangle(x: left, y: top, width: max(maxX, other.maxX) - left, height: max(maxY, other.maxY) - top)
  }
}
