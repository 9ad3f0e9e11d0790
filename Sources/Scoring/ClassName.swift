/// A label as metrics tell one class from another: by its Unicode scalars, as the references do.
///
/// Swift takes the two spellings of `é`, composed and decomposed, for the same text.
struct ClassName: Hashable, Comparable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (one: ClassName, other: ClassName) -> Bool { one.text.utf8.elementsEqual(other.text.utf8) }

  /// By code points.
  static func < (one: ClassName, other: ClassName) -> Bool { one.text.utf8.lexicographicallyPrecedes(other.text.utf8) }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

extension Detection {
  var className: ClassName { ClassName(label) }
}
