/// What the settings of an adaptation name and the model does not have. PEFT passes over it.
public struct UnmatchedNames: Sendable, Hashable {
  /// Single names of the target list that mean no module; the rest of the list did.
  public let targets: [String]
  /// Patterns of `rank_pattern` and `alpha_pattern` that mean no module with an adapter.
  public let patterns: [String]
  /// The walk names of the modules that have one.
  package let adapted: [String]
  /// The last parts of the names of all linear modules.
  package let endings: [String]

  /// Whether everything is there.
  public var isEmpty: Bool { targets.isEmpty && patterns.isEmpty }
}
