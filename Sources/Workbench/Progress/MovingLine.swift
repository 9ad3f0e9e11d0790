/// How far work is, in a line that gives way to the next.
package struct MovingLine: Sendable, Hashable {
  /// A part of the line.
  package struct Part: Sendable, Hashable {
    package enum Content: Sendable, Hashable {
      case text(String)
      /// The line's fraction, drawn.
      case bar
      /// Values one after the other, drawn.
      case course([Double])
    }

    package let content: Content
    /// The higher, the longer it stays where there is little room.
    package let importance: Int

    package init(_ content: Content, importance: Int) {
      self.content = content
      self.importance = importance
    }

    package init(_ text: String, importance: Int) { self.init(.text(text), importance: importance) }
  }

  /// How much is done, from 0 to 1; nil when nobody knows.
  package let fraction: Double?
  /// In the order in which they are read.
  package let parts: [Part]

  package init(fraction: Double?, _ parts: [Part]) {
    self.fraction = fraction
    self.parts = parts
  }
}
