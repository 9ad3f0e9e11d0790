/// A regular expression of Python's `re` over whole names, matched in time that grows with the expression times the name, whatever both are.
///
/// What `re.fullmatch` finds is found: alternatives, groups, classes, repetitions, anchors, look-ahead, look-behind of one width and the flags
/// a, i, m, s and u. Which of several ways matches first makes no difference here, so a place in the expression is never tried twice at a place
/// in the name. What would need that (references to groups, conditions, atomic groups, possessive repetitions) is a fault that says so.
package struct RegularExpression: Sendable {
  /// Why a text is no regular expression that is known here.
  package struct Fault: Error, Hashable {
    /// In words, one line.
    package let reason: String
  }

  private let program: RegularExpressionProgram
  /// What the last characters of every name that matches are among: most names are told apart by these alone.
  private let ending: [ScalarSet]

  /// - Parameter work: what this and others may cost in all; their parts are counted, for they take memory too.
  /// - Throws: why the text is none, or that the expressions are too many and too long.
  package init(_ text: String, _ work: MatchingWork = MatchingWork()) throws(Fault) {
    let node = try RegularExpressionParser.parse(text)
    ending = node.ending.scalars
    program = try RegularExpressionProgram(node)
    guard work.take(program.count * 100) else { throw Fault(reason: "with those before it there are too many parts") }
  }

  /// Whether the expression matches the whole name; false, too, when `work` is used up.
  package func matches(_ name: String, _ work: MatchingWork) -> Bool {
    let scalars = Array(name.unicodeScalars)
    guard ending.count <= scalars.count, zip(scalars.suffix(ending.count), ending).allSatisfy({ $1.contains($0) }) else { return false }
    return program.matches(scalars, work)
  }
}

/// What the matching of many names with many expressions may cost in all.
package final class MatchingWork {
  /// Steps that are left. Of the most expensive expressions a hundred million take two seconds or three.
  private var steps: Int

  /// How many steps there are at first.
  package static let limit = 100_000_000

  /// - Parameter steps: each a place in an expression at a place in a name.
  package init(steps: Int = limit) { self.steps = steps }

  /// Whether some name was not matched to the end for want of steps.
  package private(set) var isExhausted = false

  /// Takes steps away; false when there were not so many.
  func take(_ count: Int) -> Bool {
    steps -= count
    if steps < 0 { isExhausted = true }
    return !isExhausted
  }
}
