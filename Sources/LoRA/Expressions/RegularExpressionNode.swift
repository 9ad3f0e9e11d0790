/// A part of a regular expression.
indirect enum RegularExpressionNode: Sendable {
  case scalar(ScalarSet)
  /// One after the other; none: nothing is asked.
  case sequence([RegularExpressionNode])
  case alternatives([RegularExpressionNode])
  /// At most nil: any number of times.
  case repetition(RegularExpressionNode, atLeast: Int, atMost: Int?)
  case anchor(Anchor)
  case look(RegularExpressionNode, isAhead: Bool, isNegative: Bool)

  /// What is asked of a place and takes no character.
  enum Anchor: Sendable {
    case start
    case lineStart
    /// The end, or before a line feed that is the last character.
    case end
    case lineEnd
    case absoluteEnd
    case wordBoundary
    case noWordBoundary
  }

  /// How many characters it takes; nil when that is not the same for all that it matches.
  var width: Int? {
    switch self {
    case .scalar: return 1
    case .anchor, .look: return 0
    case .sequence(let parts):
      var sum = 0
      for part in parts {
        guard let width = part.width else { return nil }
        let (total, overflow) = sum.addingReportingOverflow(width)
        if overflow { return nil }
        sum = total
      }
      return sum
    case .alternatives(let parts):
      let widths = parts.map(\.width)
      return widths.allSatisfy { $0 == widths[0] } ? widths[0] : nil
    case .repetition(let part, let least, let most):
      guard let width = part.width, least == most || width == 0 else { return nil }
      let (product, overflow) = width.multipliedReportingOverflow(by: least)
      return overflow ? nil : product
    }
  }
}

extension RegularExpressionNode {
  /// The characters at the end of all that it matches, as far as they are told one by one; and whether those are all of it.
  var ending: (scalars: [ScalarSet], isWhole: Bool) {
    switch self {
    case .scalar(let set): return ([set], true)
    case .sequence(let parts):
      var scalars: [ScalarSet] = []
      for part in parts.reversed() {
        let ending = part.ending
        scalars = ending.scalars + scalars
        guard ending.isWhole else { return (scalars, false) }
      }
      return (scalars, true)
    case .alternatives, .repetition, .anchor, .look: return ([], false)
    }
  }
}

/// Which characters may stand at a place.
struct ScalarSet: Sendable {
  enum Kind: Sendable {
    case digit, blank, word
  }

  var ranges: [ClosedRange<UInt32>] = []
  var kinds: [(kind: Kind, isNegated: Bool)] = []
  var isNegated = false
  var ignoresCase = false
  var isASCII = false

  func contains(_ scalar: Unicode.Scalar) -> Bool { holds(scalar) != isNegated }

  private func holds(_ scalar: Unicode.Scalar) -> Bool {
    if ranges.contains(where: { $0.contains(scalar.value) }) { return true }
    if kinds.contains(where: { scalar.isOf($0.kind, isASCII: isASCII) != $0.isNegated }) { return true }
    guard ignoresCase else { return false }
    return [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping].contains { text in
      guard text.unicodeScalars.count == 1, let other = text.unicodeScalars.first else { return false }
      return ranges.contains { $0.contains(other.value) }
    }
  }
}

extension Unicode.Scalar {
  func isOf(_ kind: ScalarSet.Kind, isASCII: Bool) -> Bool {
    if isASCII, !self.isASCII { return false }
    return switch kind {
    case .digit: properties.generalCategory == .decimalNumber
    case .blank: properties.isWhitespace || (0x1C...0x1F).contains(value)
    case .word: self == "_" || properties.isAlphabetic || properties.numericType != nil
    }
  }
}
