extension Value: Equatable {
  /// Numbers are equal when they stand for the same number, exactly; everything else only to its own type, texts
  /// scalar by scalar. NaN equals nothing.
  package static func == (a: Value, b: Value) -> Bool {
    switch (a, b) {
    case (.none, .none): true
    case (.boolean(let a), .boolean(let b)): a == b
    case (.integer(let a), .integer(let b)): a == b
    case (.number(let a), .number(let b)): a == b
    case (.integer(let a), .number(let b)), (.number(let b), .integer(let a)): Int(exactly: b) == a
    case (.text(let a), .text(let b)): a.utf8.elementsEqual(b.utf8)
    case (.list(let a), .list(let b)): a.elements == b.elements
    case (.range(let a), .range(let b)): a == b || (a.isEmpty && b.isEmpty)
    case (.record(let a), .record(let b)):
      a.fields.count == b.fields.count && zip(a.fields, b.fields).allSatisfy { $0.name == $1.name && $0.value == $1.value }
    default: false
    }
  }

  /// Whether both are of one type, integers and numbers being one.
  func isComparable(to other: Value) -> Bool { typeName == other.typeName }

  /// Whether this comes before `other`: numbers by size, exactly, texts by their Unicode scalars. Nil for anything else.
  func isLess(than other: Value) -> Bool? {
    switch (self, other) {
    case (.integer(let a), .integer(let b)): return a < b
    case (.number(let a), .number(let b)): return a < b
    case (.integer(let a), .number(let b)):
      guard b >= -0x1p63, b < 0x1p63 else { return b > 0 }
      let whole = Int(b.rounded(.down))
      return a < whole || (a == whole && b.rounded(.down) < b)
    case (.number(let a), .integer(let b)):
      guard a >= -0x1p63, a < 0x1p63 else { return a < 0 }
      let whole = Int(a.rounded(.up))
      return whole < b || (whole == b && a < a.rounded(.up))
    case (.text(let a), .text(let b)):
      return a.unicodeScalars.lexicographicallyPrecedes(b.unicodeScalars) { $0.value < $1.value }
    default: return nil
    }
  }
}
