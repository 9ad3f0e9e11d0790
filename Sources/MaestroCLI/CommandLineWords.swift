import Essentials
import FineTuning

/// The command line as users write it, made into the one form that the parser reads: `--batch_size` and `--batch-size` are the same,
/// a flag may stand alone, be negated or carry a value, and a list may be cut at its commas.
enum CommandLineWords {
  /// - Throws: `Faults` when an option that takes one value is given twice, is known from another trainer alone, or a list's values stand
  ///   apart.
  static func normalized(_ words: [String]) throws -> [String] {
    var result: [String] = []
    var seen: Set<String> = []
    var faults: [Diagnostic] = []
    var index = 0
    while index < words.count {
      var word = words[index]
      index += 1
      if word == "--" { return result + words[(index - 1)...] }
      guard word.hasPrefix("--"), word.count > 2 else {
        result.append(word)
        continue
      }
      var value: String?
      if let equals = word.firstIndex(of: "=") {
        value = String(word[word.index(after: equals)...])
        word = String(word[..<equals])
      }
      var name = String(word.dropFirst(2)).replacing("-", with: "_")
      if let flag = negatedFlag(name), value == nil {
        name = flag
        value = "false"
      } else if isFlag(name), value == nil {
        if index < words.count, ["true", "false"].contains(words[index]) {
          value = words[index]
          index += 1
        } else {
          value = "true"
        }
      }
      if let setting = Setting.named(name) {
        if value == nil, index < words.count, !words[index].hasPrefix("--") {
          value = words[index]
          index += 1
        }
        if setting.kind == .list, var list = value {
          while index < words.count, list.hasSuffix(",") || words[index].hasPrefix(","), !words[index].hasPrefix("--") {
            list += words[index]
            index += 1
          }
          value = list
          let apart = words[index...].prefix { !$0.hasPrefix("-") }
          if !apart.isEmpty {
            faults.append(
              Diagnostic(
                .syntax, "--\(name) has values that stand apart: \(apart.joined(separator: " "))",
                hint: "join them with commas: --\(name)=\(([list] + apart).joined(separator: ","))"))
            index = apart.endIndex
          }
        }
      } else if let hint = OtherTrainers.hint(forSetting: name) {
        faults.append(Diagnostic(.syntax, "there is no option --\(name)", hint: hint))
      }
      if !repeatable(name), !seen.insert(name).inserted {
        faults.append(Diagnostic(.syntax, "--\(name) is given twice", hint: "give it once"))
      }
      let option = "--" + name.replacing("_", with: "-")
      result.append(value.map { "\(option)=\($0)" } ?? option)
    }
    guard faults.isEmpty else { throw Faults(faults) }
    return result
  }

  /// Lists grow with each mention, and several pictures may be named; for the rest a second mention would silently win.
  private static func repeatable(_ name: String) -> Bool { Setting.named(name)?.kind == .list || name == "image" }

  /// The flag that `no_NAME` negates.
  private static func negatedFlag(_ name: String) -> String? {
    guard name.hasPrefix("no_") else { return nil }
    let flag = String(name.dropFirst(3))
    return isFlag(flag) ? flag : nil
  }

  /// Whether an option is true or false: settings, and what `export` has beside them.
  private static func isFlag(_ name: String) -> Bool {
    if case .flag = Setting.named(name)?.kind { return true }
    return name == "verify"
  }
}
