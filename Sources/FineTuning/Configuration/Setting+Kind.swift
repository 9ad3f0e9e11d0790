extension Setting {
  /// What values a setting takes.
  public enum Kind: Sendable, Equatable {
    /// True or false.
    case flag
    /// Whole numbers, both ends included.
    case integer(ClosedRange<Int>)
    /// Up to and including both ends.
    case number(ClosedRange<Double>)
    /// From 0 up to, not including, 1.
    case probability
    /// Of a choice that ends in `_N`, any whole number may stand for N.
    case choice([String])
    /// Any text.
    case text
    /// Any number of names.
    case list
  }
}

extension Setting.Kind {
  /// The value as a setting of this kind holds it; nil when it is of another kind or out of range.
  func accepted(_ value: SettingValue) -> SettingValue? {
    switch (self, value) {
    case (.flag, .flag), (.text, .text), (.list, .list), (.probability, .number(0..<1)): value
    case (.choice(let choices), .text(let text)): choices.contains { Self.isChoice(text, $0) } ? value : nil
    case (.choice(let choices), .flag(let flag)): choices.contains(String(flag)) ? .text(String(flag)) : nil
    case (.integer(let range), .integer(let integer)): range.contains(integer) ? value : nil
    case (.number(let range), .integer(let integer)): range.contains(Double(integer)) ? .number(Double(integer)) : nil
    case (.number(let range), .number(let number)): range.contains(number) ? value : nil
    case (.probability, .integer(0)): .number(0)
    case (.list, .text(let text)): .list([text])
    default: nil
    }
  }

  /// What a text on the command line says; nil when it is nothing of this kind.
  func value(of text: String) -> SettingValue? {
    switch self {
    case .flag: ["true": true, "yes": true, "1": true, "false": false, "no": false, "0": false][text.lowercased()].map { .flag($0) }
    case .integer: Int(text).map { .integer($0) }
    case .number, .probability: Double(text).map { .number($0) }
    case .choice, .text: .text(text)
    case .list: .list(ListText.entries(text))
    }
  }

  private static func isChoice(_ text: String, _ choice: String) -> Bool {
    guard choice.hasSuffix("_N") else { return text == choice }
    let digits = text.dropFirst(choice.count - 1)
    return text.hasPrefix(choice.dropLast()) && (1...3).contains(digits.count) && digits.allSatisfy { $0.isASCII && $0.isNumber }
  }
}

extension Setting.Kind: CustomStringConvertible {
  /// In words, for errors and help.
  public var description: String {
    switch self {
    case .flag: "true or false"
    case .integer(let range):
      range.upperBound == .max
        ? "a whole number from \(range.lowerBound)" : "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .number(let range):
      range.upperBound.isInfinite
        ? "a number from \(plain(range.lowerBound))" : "a number from \(plain(range.lowerBound)) to \(plain(range.upperBound))"
    case .probability: "a number from 0 to below 1"
    case .choice(let choices): choices.joined(separator: ", ")
    case .text: "a text"
    case .list: "a list of names"
    }
  }
}

/// `1000000` rather than `1000000.0`.
private func plain(_ number: Double) -> String { Int(exactly: number).map(String.init) ?? "\(number)" }
