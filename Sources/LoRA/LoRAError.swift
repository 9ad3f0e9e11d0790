import Essentials

/// Why adapters could not be fitted.
public enum LoRAError: DiagnosticError, Equatable {
  /// Settings out of range.
  case settings([Diagnostic])
  /// `target_modules` is no regular expression, and why.
  case targetPattern(String, reason: String)
  /// The patterns take too many steps to match with the names of the model's modules.
  case patternWork
  /// No module is meant; `endings` are the last parts of the names that could be.
  case nothingMatches(TargetModules, endings: [String])
  /// Names of the target list that mean no module, or patterns that mean no module with an adapter.
  case unmatched(UnmatchedNames)
  /// Weights of which there are not as many singular values as the rank.
  case rankTooLarge(rank: Int, modules: [String])
  /// A weight that cannot be decomposed: LAPACK is missing, or its numbers are none.
  case cannotDecompose(String, hasLAPACK: Bool)
  /// Modules that are meant but are no linear layers.
  case notProjections([String])

  /// The fact in words.
  public var diagnostics: [Diagnostic] {
    switch self {
    case .settings(let faults): faults
    case .targetPattern(let pattern, let reason):
      [Diagnostic(.value, "target_modules is no regular expression: \(pattern)", hint: "\(reason); a list of module names does, too")]
    case .patternWork:
      [
        Diagnostic(
          .value,
          "the patterns of target_modules, rank_pattern and alpha_pattern take more than \(MatchingWork.limit) steps to match with the"
            + " modules' names", hint: "give names, or fewer patterns with fewer repetitions")
      ]
    case .nothingMatches(let targets, let endings):
      [
        Diagnostic(
          .name, "no module of this model matches target_modules: \(targets)",
          hint: "the names of its linear modules end in \(endings.joined(separator: ", "))")
      ]
    case .unmatched(let names): names.diagnostics
    case .rankTooLarge(let rank, let modules):
      [
        Diagnostic(
          .value,
          "r is \(rank), and \(modules[0])\(modules.count > 1 ? " and \(modules.count - 1) more have" : " has") fewer rows or columns",
          hint: "adapters that begin from the weights need r to be at most both")
      ]
    case .cannotDecompose(let module, true):
      [Diagnostic(.data, "the weight of \(module) cannot be decomposed: its numbers are not finite", hint: "init_lora_weights=gaussian")]
    case .cannotDecompose(let module, false):
      [
        Diagnostic(
          .data, "the weight of \(module) cannot be decomposed: OpenBLAS has no LAPACK here",
          hint: "install Debian's libopenblas0-pthread, or init_lora_weights=gaussian")
      ]
    case .notProjections(let names):
      names.map { Diagnostic(.value, "target_modules means \($0), which is no linear module; adapters fit linear modules alone") }
    }
  }
}

extension UnmatchedNames {
  /// Each fact in words, with what there is instead.
  fileprivate var diagnostics: [Diagnostic] {
    targets.map { name in
      Diagnostic(
        .name, "no module of this model is called \(name) (target_modules)",
        hint: (nearestName(to: name, in: endings).map { "did you mean \($0)? " } ?? "")
          + "the names of its linear modules end in \(endings.joined(separator: ", "))")
    }
      + patterns.map { pattern in
        let more = adapted.count > 8 ? " and \(adapted.count - 8) more" : ""
        return Diagnostic(
          .name, "no module with an adapter matches \(pattern) (rank_pattern, alpha_pattern)",
          hint: "adapters are at " + adapted.prefix(8).joined(separator: ", ") + more)
      }
  }
}
