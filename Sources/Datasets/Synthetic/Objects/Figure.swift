/// A figure that fills its square: it has pixels in the first and last column and in the first and last row.
package enum Figure: String, CaseIterable {
  case square, circle, triangle

  /// Whether the figure in a square of `side` pixels has the pixel in `column` and `row` of it. Measured at the pixel's centre, in halves of
  /// a pixel: all numbers are whole, nothing is rounded.
  package func covers(column: Int, row: Int, side: Int) -> Bool {
    guard 0..<side ~= column, 0..<side ~= row else { return false }
    let (fromMiddle, fromCentre) = (abs(2 * column + 1 - side), abs(2 * row + 1 - side))
    return switch self {
    case .square: true
    case .circle: fromMiddle * fromMiddle + fromCentre * fromCentre <= side * side
    // Upright, on its base; the first row is one or two pixels wide.
    case .triangle: fromMiddle <= row + 1
    }
  }
}
