/// What some modules have of their own, by patterns in PEFT's manner: regular expressions for a module's whole name, or its end after a dot.
/// Of several that match, the first counts.
public struct ModulePatterns<Value: Sendable & Hashable>: Sendable, Hashable, ExpressibleByDictionaryLiteral {
  /// A pattern, and what the modules that it means have.
  public struct Entry: Sendable, Hashable {
    /// A regular expression.
    public let pattern: String
    /// What its modules have.
    public let value: Value
  }

  /// In the order in which they are tried.
  public let entries: [Entry]

  /// Patterns with their values, in order.
  public init(_ entries: [(pattern: String, value: Value)]) { self.entries = entries.map { Entry(pattern: $0.pattern, value: $0.value) } }

  /// Patterns with their values, in order.
  public init(dictionaryLiteral elements: (String, Value)...) { self.init(elements.map { ($0.0, $0.1) }) }

  /// Whether there is none.
  public var isEmpty: Bool { entries.isEmpty }

  /// These patterns with other values.
  func mapValues<Other>(_ body: (Value) -> Other) -> ModulePatterns<Other> {
    ModulePatterns<Other>(entries.map { ($0.pattern, body($0.value)) })
  }

  /// The patterns that are no regular expressions, and why.
  var unreadable: [(pattern: String, reason: String)] {
    let work = MatchingWork()
    return entries.compactMap { entry in
      do throws(RegularExpression.Fault) {
        _ = try Self.expression(entry.pattern, work)
        return nil
      } catch { return (entry.pattern, error.reason) }
    }
  }

  fileprivate static func expression(_ pattern: String, _ work: MatchingWork) throws(RegularExpression.Fault) -> RegularExpression {
    try RegularExpression("(.*\\.)?(\(pattern))", work)
  }
}

/// Finds what patterns give to modules.
struct PatternMatcher<Value: Sendable & Hashable> {
  private let entries: [(pattern: String, expression: RegularExpression, value: Value)]

  private let work: MatchingWork

  /// Of patterns that are all regular expressions.
  ///
  /// - Parameter work: what matching all names may cost; a name that is not matched to the end has none.
  init(_ patterns: ModulePatterns<Value>, _ work: MatchingWork = MatchingWork()) {
    self.work = work
    entries = patterns.entries.compactMap { entry in
      (try? ModulePatterns<Value>.expression(entry.pattern, work)).map { (entry.pattern, $0, entry.value) }
    }
  }

  /// The value for a module by any of its names; nil when no pattern means it.
  func value(for names: [String]) -> Value? { entries.first { matches($0.expression, names) }?.value }

  /// The values of all patterns that mean a module, first come first.
  func values(for name: String) -> [Value] { entries.filter { matches($0.expression, [name]) }.map(\.value) }

  /// The patterns that mean none of the modules, each of which has all its names.
  func unmatched(in modules: [[String]]) -> [String] {
    entries.filter { entry in !modules.contains { matches(entry.expression, $0) } }.map(\.pattern)
  }

  private func matches(_ expression: RegularExpression, _ names: [String]) -> Bool {
    names.contains { expression.matches($0, work) }
  }
}
