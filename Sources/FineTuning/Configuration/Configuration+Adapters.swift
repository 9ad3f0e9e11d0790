import Essentials
import LoRA

extension Configuration {
  /// The adapters' settings, but for where they go.
  func loraConfiguration(_ targets: TargetModules) -> LoRAConfiguration {
    var configuration = LoRAConfiguration(
      rank: loraRank, alpha: loraAlpha, dropout: loraDropout, usesRSLoRA: usesRSLoRA, bias: bias,
      initialization: loraInitialization.drawing,
      decomposition: loraInitialization.decomposition(loftq: LoftQ(bits: loftqBits, iterations: loftqIterations)), targetModules: targets)
    configuration.usesDoRA = usesDoRA
    configuration.rankPattern = rankPattern
    configuration.alphaPattern = alphaPattern
    return configuration
  }

  /// Faults of the adapters' settings that show without a model.
  var adapterFaults: [Diagnostic] {
    guard training == .lora else { return [] }
    let hasBits = LoftQ(bits: loftqBits) != nil
    return targetModules.faults + loraConfiguration(.names([])).patternFaults()
      + (hasBits ? [] : [Diagnostic(.value, "loftq_bits=\(loftqBits): expected 4 or 8")])
  }
}
