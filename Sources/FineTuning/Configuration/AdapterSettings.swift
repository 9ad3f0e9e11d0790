import Essentials
import LoRA

/// Where adapters go, as `target_modules` says.
enum AdapterTargets {
  /// Every linear module but the language model's head.
  case allLinear
  case modules(TargetModules)

  /// PEFT's word for it.
  static let allLinearName = "all-linear"

  /// One entry that is no plain name is a pattern.
  init(_ entries: [String]) {
    if entries.count == 1, entries[0].lowercased() == Self.allLinearName {
      self = .allLinear
    } else if entries.count == 1, Self.isPattern(entries[0]) {
      self = .modules(.pattern(entries[0]))
    } else {
      self = .modules(.names(entries))
    }
  }

  /// Whether an entry has signs that no module's name has.
  static func isPattern(_ entry: String) -> Bool { entry.contains { "*+?()[]{}|^$\\".contains($0) } }

  /// Whether the names are the trainer's own list, which has modules that Florence-2 does not have: those are left out without a fault.
  static func areStandard(_ names: [String]) -> Bool { Set(names) == standard }

  private static let standard = Set(Configuration().targetModules)
}

extension Configuration {
  /// The adapters' settings, but for where they go.
  func loraConfiguration(_ targets: TargetModules) -> LoRAConfiguration {
    var configuration = LoRAConfiguration(
      rank: loraRank, alpha: loraAlpha, dropout: loraDropout, usesRSLoRA: usesRSLoRA, bias: .init(rawValue: bias) ?? .none,
      initialization: .init(rawValue: loraInitialization) ?? .gaussian, decomposition: decomposition,
      targetModules: targets)
    configuration.usesDoRA = usesDoRA
    configuration.rankPattern = ModulePatterns(
      rankPattern.compactMap { entry in
        Self.pattern(entry).flatMap { pattern, number in Int(exactly: number).map { (pattern, $0) } }
      })
    configuration.alphaPattern = ModulePatterns(alphaPattern.compactMap(Self.pattern))
    return configuration
  }

  private var decomposition: WeightDecomposition? {
    guard loraInitialization == "loftq" else { return WeightDecomposition(name: loraInitialization) }
    return LoftQ(bits: loftqBits, iterations: loftqIterations).map { .loftq($0) }
  }

  /// What `pattern=number` says; nil when that is not its form.
  private static func pattern(_ entry: String) -> (pattern: String, value: Double)? {
    guard let sign = entry.lastIndex(of: "="), sign > entry.startIndex, let value = Double(entry[entry.index(after: sign)...]) else {
      return nil
    }
    return (String(entry[..<sign]), value)
  }

  /// Faults of `target_modules`, `rank_pattern` and `alpha_pattern` that show without a model.
  var adapterFaults: [Diagnostic] {
    guard training == "lora" else { return [] }
    let hasBits = LoftQ(bits: loftqBits) != nil
    return targetFaults + patternFaults + (hasBits ? [] : [Diagnostic(.value, "loftq_bits=\(loftqBits): expected 4 or 8")])
  }

  private var targetFaults: [Diagnostic] {
    guard !targetModules.isEmpty else { return [Diagnostic(.value, "target_modules is empty: there would be no adapter to train")] }
    do {
      if case .modules(let targets) = AdapterTargets(targetModules) { _ = try targets.matcher() }
    } catch let error as any DiagnosticError {
      return error.diagnostics
    } catch { return [Diagnostic(.value, "target_modules: \(error)")] }
    guard targetModules.count > 1 else { return [] }
    return targetModules.filter { AdapterTargets.isPattern($0) || $0.lowercased() == AdapterTargets.allLinearName }.map { entry in
      Diagnostic(
        .value, "target_modules has \(entry) among other entries: a pattern stands alone",
        hint: "join patterns with |, as in '.*[.](q_proj|fc2)'")
    }
  }

  private var patternFaults: [Diagnostic] {
    var faults: [Diagnostic] = []
    for (name, entries, isWhole) in [("rank_pattern", rankPattern, true), ("alpha_pattern", alphaPattern, false)] {
      for entry in entries {
        let value = Self.pattern(entry)?.value
        if value == nil || isWhole && value.flatMap(Int.init(exactly:)) == nil {
          let form = "a pattern, = and a \(isWhole ? "whole " : "")number"
          faults.append(Diagnostic(.value, "\(name)=\(entry): expected \(form)", hint: "\(name)=fc2=16"))
        }
      }
    }
    return faults + loraConfiguration(.names(targetModules)).patternFaults()
  }
}
