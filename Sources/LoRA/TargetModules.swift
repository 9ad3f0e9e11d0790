/// Which modules get an adapter, in PEFT's two forms.
public enum TargetModules: Sendable, Hashable {
  /// A module is meant when its name is one of these, or ends with one of them after a dot.
  case names([String])
  /// A module is meant when this regular expression matches its whole name.
  case pattern(String)

  /// A test of whole module names.
  ///
  /// - Parameter work: what matching all of them may cost; a name that is not matched to the end is not meant.
  /// - Throws: the fact that the pattern is no regular expression.
  package func matcher(_ work: MatchingWork = MatchingWork()) throws(LoRAError) -> (_ name: String) -> Bool {
    switch self {
    case .names(let targets):
      return { name in targets.contains { Self.names(name, $0) } }
    case .pattern(let pattern):
      do throws(RegularExpression.Fault) {
        let expression = try RegularExpression(pattern, work)
        return { name in expression.matches(name, work) }
      } catch {
        throw LoRAError.targetPattern(pattern, reason: error.reason)
      }
    }
  }

  /// Those of the single names that mean none of `modules`; a pattern has none.
  func unmatched(in modules: [String]) -> [String] {
    guard case .names(let targets) = self else { return [] }
    return targets.filter { target in !modules.contains { Self.names($0, target) } }
  }

  private static func names(_ module: String, _ target: String) -> Bool {
    module == target || module.hasSuffix("." + target)
  }
}

extension TargetModules: CustomStringConvertible {
  /// The names, or the pattern.
  public var description: String {
    switch self {
    case .names(let names): names.joined(separator: ", ")
    case .pattern(let pattern): "the pattern \(pattern)"
    }
  }
}
