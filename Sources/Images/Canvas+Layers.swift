import CCairo

extension Canvas {
  /// Draws what `body` draws in coordinates of its own: their origin is at `origin`, they are turned clockwise by `angle` (in radians), and
  /// one of their units is `unit` points long.
  public func transformed(origin: Point, angle: Double = 0, unit: Double = 1, _ body: () throws -> Void) rethrows {
    // Cairo is in error for good once its matrix cannot be inverted.
    guard unit.isFinite, unit > 1e-6, angle.isFinite else { return }
    try saved {
      cairo_translate(context, Self.drawable(origin.x), Self.drawable(origin.y))
      cairo_rotate(context, angle)
      cairo_scale(context, unit, unit)
      try body()
    }
  }

  /// Fills the inside of `shape` with colours that change from one point to another, and not beyond them.
  public func fill(_ shape: Shape, from first: (Point, Color), to last: (Point, Color)) {
    let pattern = cairo_pattern_create_linear(
      Self.drawable(first.0.x), Self.drawable(first.0.y), Self.drawable(last.0.x), Self.drawable(last.0.y))
    defer { cairo_pattern_destroy(pattern) }
    for (offset, color) in [(0.0, first.1), (1, last.1)] {
      cairo_pattern_add_color_stop_rgba(pattern, offset, color.red, color.green, color.blue, color.alpha)
    }
    trace(shape)
    cairo_set_source(context, pattern)
    cairo_fill(context)
  }

  /// Draws another canvas of the same size in pixels over this one.
  public func draw(_ layer: Canvas) {
    saved {
      cairo_identity_matrix(context)
      cairo_set_source_surface(context, layer.surface, 0, 0)
      cairo_paint(context)
    }
  }

  /// The columns and rows of a layer's pixels in which what was drawn covers at least `share` (0...1, above 0) of the pixel; nil for none.
  ///
  /// - Precondition: the canvas has no background.
  public func extent(ofCoverage share: Double) -> (columns: Range<Int>, rows: Range<Int>)? {
    precondition(cairo_image_surface_get_format(surface) == CAIRO_FORMAT_ARGB32, "a canvas with a background is covered everywhere")
    cairo_surface_flush(surface)
    let least = UInt32((share * 255).rounded(.up))
    let columns = Int(cairo_image_surface_get_width(surface))
    var (left, right, top, bottom) = (columns, -1, -1, -1)
    Self.eachRow(of: surface) { y, row in
      guard let first = (0..<columns).first(where: { row[$0] >> 24 >= least }) else { return }
      let last = (first..<columns).last { row[$0] >> 24 >= least } ?? first
      (left, right) = (min(left, first), max(right, last))
      if top < 0 { top = y }
      bottom = y
    }
    return right < 0 ? nil : (left..<right + 1, top..<bottom + 1)
  }
}
