/// A stretch of a source text: offsets in Unicode scalars, the end not included. Lines and columns are computed when they are printed.
package struct Span: Sendable, Hashable {
  package let start: Int
  package let end: Int

  package init(_ start: Int, _ end: Int) {
    self.start = start
    self.end = end
  }

  /// From the start of this one to the end of `other`.
  func to(_ other: Span) -> Span { Span(start, max(end, other.end)) }
}
