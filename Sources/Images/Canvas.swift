import CCairo

/// A picture in the making: shapes, text and images drawn over each other, anti-aliased, with Cairo.
///
/// Coordinates are in points from the upper-left corner; a point is `scale` pixels. What lies outside is cut off. A canvas stays in the
/// thread that made it; the `Image` it gives may go anywhere.
public final class Canvas {
  /// The longest side that a canvas may have, in pixels.
  public static let sideLimit = 16_384

  /// In points.
  public let width: Double
  /// In points.
  public let height: Double
  /// Pixels in a point.
  public let scale: Double
  let surface: OpaquePointer
  let context: OpaquePointer

  /// An empty canvas of `width * scale` by `height * scale` pixels; without a background, a transparent layer for another canvas.
  ///
  /// - Precondition: each side has 1...`sideLimit` pixels.
  public init(width: Double, height: Double, scale: Double = 1, background: Color? = .white) {
    let (columns, rows) = ((width * scale).rounded(), (height * scale).rounded())
    precondition((1...Double(Self.sideLimit)).contains(columns), "a canvas of \(columns) x \(rows) pixels")
    precondition((1...Double(Self.sideLimit)).contains(rows), "a canvas of \(columns) x \(rows) pixels")
    self.width = width
    self.height = height
    self.scale = scale
    surface = cairo_image_surface_create(background == nil ? CAIRO_FORMAT_ARGB32 : CAIRO_FORMAT_RGB24, Int32(columns), Int32(rows))
    precondition(cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS, "no memory for a canvas of \(columns) x \(rows) pixels")
    context = cairo_create(surface)
    cairo_scale(context, scale, scale)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    guard let background else { return }
    use(background)
    cairo_paint(context)
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  /// Fills the inside of `shape`.
  public func fill(_ shape: Shape, _ color: Color) {
    trace(shape)
    use(color)
    cairo_fill(context)
  }

  /// Draws a line along `shape`.
  public func stroke(_ shape: Shape, _ stroke: Stroke) {
    trace(shape)
    use(stroke.color)
    cairo_set_line_width(context, stroke.width)
    // Cairo refuses dashes that never advance.
    let isDashed = stroke.dash.allSatisfy { $0 >= 0 } && stroke.dash.contains { $0 > 0 }
    cairo_set_dash(context, stroke.dash, isDashed ? Int32(stroke.dash.count) : 0, 0)
    cairo_stroke(context)
  }

  /// Draws what `body` draws, as far as it lies inside `shape`.
  public func clipped(to shape: Shape, _ body: () throws -> Void) rethrows {
    try saved {
      trace(shape)
      cairo_clip(context)
      try body()
    }
  }

  /// Draws what `body` draws turned clockwise by `angle`, in radians, around `center`.
  public func rotated(by angle: Double, around center: Point, _ body: () throws -> Void) rethrows {
    try saved {
      cairo_translate(context, center.x, center.y)
      cairo_rotate(context, angle)
      cairo_translate(context, -center.x, -center.y)
      try body()
    }
  }

  /// Draws an image over the whole of `area`, whatever its proportions.
  public func draw(_ image: Image, in area: Rectangle) {
    let area = Rectangle(
      x: Self.drawable(area.x), y: Self.drawable(area.y), width: Self.drawable(area.width), height: Self.drawable(area.height))
    guard area.width > 0, area.height > 0 else { return }
    let columns = (area.width * scale).rounded().clamped(to: 1...max(1, width * scale))
    let rows = (area.height * scale).rounded().clamped(to: 1...max(1, height * scale))
    let image = image.resized(width: Int(columns), height: Int(rows))
    let source = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(image.width), Int32(image.height))
    defer { cairo_surface_destroy(source) }
    cairo_surface_flush(source)
    Self.eachRow(of: source) { y, row in
      for x in 0..<image.width {
        let i = (y * image.width + x) * 3
        row[x] = UInt32(image.pixels[i]) << 16 | UInt32(image.pixels[i + 1]) << 8 | UInt32(image.pixels[i + 2])
      }
    }
    cairo_surface_mark_dirty(source)
    saved {
      cairo_translate(context, area.x, area.y)
      cairo_scale(context, area.width / Double(image.width), area.height / Double(image.height))
      cairo_set_source_surface(context, source, 0, 0)
      // Beyond the edge the colour of the edge: no pale seam.
      cairo_pattern_set_extend(cairo_get_source(context), CAIRO_EXTEND_PAD)
      cairo_rectangle(context, 0, 0, Double(image.width), Double(image.height))
      cairo_fill(context)
    }
  }

  /// What has been drawn so far.
  public func image() -> Image {
    cairo_surface_flush(surface)
    let (columns, rows) = (Int(cairo_image_surface_get_width(surface)), Int(cairo_image_surface_get_height(surface)))
    let pixels = [UInt8](unsafeUninitializedCapacity: columns * rows * 3) { pixels, count in
      Self.eachRow(of: surface) { y, row in
        for x in 0..<columns {
          let i = (y * columns + x) * 3
          pixels[i] = UInt8(truncatingIfNeeded: row[x] >> 16)
          pixels[i + 1] = UInt8(truncatingIfNeeded: row[x] >> 8)
          pixels[i + 2] = UInt8(truncatingIfNeeded: row[x])
        }
      }
      count = columns * rows * 3
    }
    return Image(width: columns, height: rows, pixels: pixels)
  }

  func use(_ color: Color) { cairo_set_source_rgba(context, color.red, color.green, color.blue, color.alpha) }

  func saved(_ body: () throws -> Void) rethrows {
    cairo_save(context)
    defer { cairo_restore(context) }
    try body()
  }

  /// Calls `body` with the pixels of each row, a word each.
  static func eachRow(of surface: OpaquePointer?, _ body: (Int, UnsafeMutablePointer<UInt32>) -> Void) {
    guard let bytes = cairo_image_surface_get_data(surface) else { return }
    let stride = Int(cairo_image_surface_get_stride(surface))
    for y in 0..<Int(cairo_image_surface_get_height(surface)) {
      body(y, UnsafeMutableRawPointer(bytes + y * stride).assumingMemoryBound(to: UInt32.self))
    }
  }

  /// Makes `shape` Cairo's current path.
  func trace(_ shape: Shape) {
    cairo_new_path(context)
    switch shape {
    case .rectangle(let area):
      trace([
        Point(x: area.x, y: area.y), Point(x: area.maxX, y: area.y), Point(x: area.maxX, y: area.maxY), Point(x: area.x, y: area.maxY),
      ])
      cairo_close_path(context)
    case .rounded(let area, let radius):
      let r = max(0, min(radius, area.width / 2, area.height / 2))
      arc(Point(x: area.maxX - r, y: area.y + r), r, from: -.pi / 2)
      arc(Point(x: area.maxX - r, y: area.maxY - r), r, from: 0)
      arc(Point(x: area.x + r, y: area.maxY - r), r, from: .pi / 2)
      arc(Point(x: area.x + r, y: area.y + r), r, from: .pi)
      cairo_close_path(context)
    case .circle(let center, let radius):
      arc(center, radius, from: 0, through: 2 * .pi)
    case .ellipse(let area):
      guard area.width > 0, area.height > 0 else { return }
      cairo_save(context)
      cairo_translate(context, Self.drawable(area.center.x), Self.drawable(area.center.y))
      cairo_scale(context, Self.drawable(area.width / 2), Self.drawable(area.height / 2))
      cairo_arc(context, 0, 0, 1, 0, 2 * .pi)
      cairo_restore(context)
    case .line(let start, let end):
      trace([start, end])
    case .polyline(let points):
      trace(points)
    case .polygon(let points):
      trace(points)
      cairo_close_path(context)
    case .outline(let outline):
      for element in outline.elements { trace(element) }
    }
  }

  private func trace(_ element: Outline.Element) {
    switch element {
    case .move(let point): cairo_move_to(context, Self.drawable(point.x), Self.drawable(point.y))
    case .line(let point): cairo_line_to(context, Self.drawable(point.x), Self.drawable(point.y))
    case .curve(let first, let second, let end):
      cairo_curve_to(
        context, Self.drawable(first.x), Self.drawable(first.y), Self.drawable(second.x), Self.drawable(second.y), Self.drawable(end.x),
        Self.drawable(end.y))
    case .close: cairo_close_path(context)
    }
  }

  private func trace(_ points: [Point]) {
    for point in points { cairo_line_to(context, Self.drawable(point.x), Self.drawable(point.y)) }
  }

  private func arc(_ center: Point, _ radius: Double, from angle: Double, through turn: Double = .pi / 2) {
    cairo_arc(context, Self.drawable(center.x), Self.drawable(center.y), Self.drawable(radius), angle, angle + turn)
  }

  /// Cairo counts in 24 bits before the point, and a dashed line to the far end of that would take for ever.
  static func drawable(_ coordinate: Double) -> Double { coordinate.isNaN ? 0 : coordinate.clamped(to: -100_000...100_000) }
}

extension Double {
  fileprivate func clamped(to range: ClosedRange<Double>) -> Double { Swift.min(Swift.max(self, range.lowerBound), range.upperBound) }
}
