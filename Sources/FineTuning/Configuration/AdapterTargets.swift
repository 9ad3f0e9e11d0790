import Essentials
import LoRA

/// Where adapters go.
public enum AdapterTargets: Sendable, Hashable {
  /// At every linear module but the language model's head.
  case allLinear
  /// At the modules of these names, or with these ends of their names after a dot.
  case names([String])
  /// At the modules whose whole names this regular expression matches.
  case pattern(String)

  /// The list of Roboflow's trainer. It has modules that Florence-2 does not have: those are left out without a fault.
  public static let standard = AdapterTargets.names(["q_proj", "o_proj", "k_proj", "v_proj", "linear", "Conv2d", "lm_head", "fc2"])

  /// PEFT's word for `allLinear`.
  private static let allLinearName = "all-linear"

  /// As `target_modules` lists them: one entry alone may be PEFT's word for all, or a pattern, which has signs that no module's name has.
  init(_ entries: [String]) {
    if entries.count == 1, Self.isAllLinear(entries[0]) {
      self = .allLinear
    } else if entries.count == 1, Self.isPattern(entries[0]) {
      self = .pattern(entries[0])
    } else {
      self = .names(entries)
    }
  }

  private static func isPattern(_ entry: String) -> Bool { entry.contains { "*+?()[]{}|^$\\".contains($0) } }

  private static func isAllLinear(_ entry: String) -> Bool { entry.lowercased() == allLinearName }

  /// Whether the names are those of `standard`, in whatever order.
  static func areStandard(_ names: [String]) -> Bool {
    guard case .names(let standard) = standard else { return false }
    return Set(names) == Set(standard)
  }

  /// Whether they are those of `standard`, in whatever order.
  var areStandard: Bool { if case .names(let names) = self { Self.areStandard(names) } else { false } }

  /// What is wrong with them that shows without a model.
  var faults: [Diagnostic] {
    switch self {
    case .allLinear: return []
    case .pattern(let pattern):
      do throws(LoRAError) {
        _ = try TargetModules.pattern(pattern).matcher()
        return []
      } catch { return error.diagnostics }
    case .names([]): return [Diagnostic(.value, "target_modules is empty: there would be no adapter to train")]
    case .names(let names):
      return names.filter { Self.isPattern($0) || Self.isAllLinear($0) }.map { name in
        names.count == 1
          ? Diagnostic(.value, "target_modules names \(name), which no module is called", hint: "it is a pattern, or all linear modules")
          : Diagnostic(
            .value, "target_modules has \(name) among other entries: a pattern stands alone",
            hint: "join patterns with |, as in '.*[.](q_proj|fc2)'")
      }
    }
  }
}

extension AdapterTargets: SettingType {
  static var kind: Setting.Kind { .list }

  init?(setting value: SettingValue) {
    guard case .list(let entries) = value else { return nil }
    self.init(entries)
  }

  var settingValue: SettingValue {
    switch self {
    case .allLinear: .list([Self.allLinearName])
    case .names(let names): .list(names)
    // In parentheses a pattern without signs means the same, and does not read back as a name's end.
    case .pattern(let pattern): .list([Self.isPattern(pattern) ? pattern : "(\(pattern))"])
    }
  }
}
