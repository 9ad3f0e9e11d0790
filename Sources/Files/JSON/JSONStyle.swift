/// How a JSON text is laid out.
package struct JSONStyle: Sendable {
  /// Blanks a level, an object's members on lines of their own; nil: everything stands on one line.
  package var indentation: Int?
  /// Whether the elements of lists stand on lines of their own where members do.
  package var breaksLists = false
  /// Whether an empty list or object takes two lines where others do, as Foundation writes it.
  package var breaksEmpty = false
  /// Between a name and its value.
  package var colon = ": "
  /// Between values on one line.
  package var comma = ", "
  /// Whether all that some reader takes for a line's end is written as an escape.
  package var escapesLineEnds = false
  /// The text of a finite number that is no `integer`.
  package var number: @Sendable (Double) -> String = { "\($0)" }

  /// On many lines, or on one.
  package init(indentation: Int?) { self.indentation = indentation }

  /// On one line without a blank, whole numbers without a point: as Foundation writes it.
  package static var compact: JSONStyle {
    var style = JSONStyle(indentation: nil)
    (style.colon, style.comma, style.number) = (":", ",", withoutPoint)
    return style
  }

  /// On many lines, as Foundation writes it.
  package static var foundation: JSONStyle {
    var style = JSONStyle(indentation: 2)
    (style.breaksLists, style.breaksEmpty, style.colon, style.number) = (true, true, " : ", withoutPoint)
    return style
  }

  /// The shortest digits that read back as the same number, a whole one without a point.
  package static let withoutPoint: @Sendable (Double) -> String = { number in
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
