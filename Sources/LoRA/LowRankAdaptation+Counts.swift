extension LowRankAdaptation {
  /// How much of a model is trained, as PEFT's `print_trainable_parameters` counts: a shared parameter once.
  public struct Counts: Sendable, Hashable, CustomStringConvertible {
    /// Adapted linear layers.
    public let modules: Int
    /// Weights that the optimizer changes.
    public let trainable: Int
    /// The model's parameters and the adapters'.
    public let all: Int

    /// `trainable` in hundredths of `all`.
    public var trainablePercent: Double { 100 * Double(trainable) / Double(max(all, 1)) }

    /// PEFT's line.
    public var description: String {
      "LoRA: \(modules) modules; trainable params: \(Self.grouped(trainable)) || all params: \(Self.grouped(all))"
        + " || trainable%: \(Self.fourDecimals(trainablePercent))"
    }

    private static func grouped(_ number: Int) -> String {
      var text = ""
      for (index, digit) in String(number).reversed().enumerated() {
        if index > 0, index % 3 == 0 { text.append(",") }
        text.append(digit)
      }
      return String(text.reversed())
    }

    private static func fourDecimals(_ value: Double) -> String {
      let scaled = Int((value * 10_000).rounded())
      let decimals = String(scaled % 10_000)
      return "\(scaled / 10_000)." + String(repeating: "0", count: 4 - decimals.count) + decimals
    }
  }
}
