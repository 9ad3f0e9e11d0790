/// A comparison with a target.
struct Row {
  /// What is measured, and against what.
  enum Work {
    /// Two workers do the same, each its own way; the checkpoint comes behind the words.
    case beside([String], needs: Need, storedInHalf: Bool = false)
    /// The LoRA step, against its matrix products alone.
    case products
    /// From the start of the program to its prompt.
    case prompt
    /// Opening a checkpoint, from the start of a process that does nothing else.
    case opening
    /// Decoding and resizing a picture.
    case picture
  }

  /// About how much memory each of two workers takes at the base model, in gigabytes.
  struct Need {
    let ours: Double
    let peer: Double
  }

  /// What is asked for, ours over the peer's.
  struct Target: Codable {
    /// Of time; seconds where there is no peer.
    var atMost: Double
    var striveFor: Double
    var memoryAtMost: Double?
  }

  let number: Int
  /// As it is asked for.
  let name: String
  let title: String
  let target: Target
  let work: Work

  private init(
    _ number: Int, _ name: String, _ title: String, atMost: Double, striveFor: Double, memoryAtMost: Double? = nil, _ work: Work
  ) {
    self.number = number
    self.name = name
    self.title = title
    target = Target(atMost: atMost, striveFor: striveFor, memoryAtMost: memoryAtMost)
    self.work = work
  }

  /// Every comparison, in the order of the table.
  static let all = [
    Row(
      1, "vision", "vision forward, one image", atMost: 0.75, striveFor: 0.65, memoryAtMost: 0.6,
      .beside(["vision"], needs: Need(ours: 1, peer: 3))),
    Row(
      2, "step1", "LoRA step, batch 1", atMost: 0.42, striveFor: 0.36, memoryAtMost: 0.35,
      .beside(["train", "--batch", "1"], needs: Need(ours: 3, peer: 7))),
    Row(
      3, "step4", "LoRA step, batch 4", atMost: 0.30, striveFor: 0.25, memoryAtMost: 0.30,
      .beside(["train", "--batch", "4"], needs: Need(ours: 6, peer: 20))),
    Row(
      4, "cached", "LoRA step, vision frozen, features kept", atMost: 0.16, striveFor: 0.12, memoryAtMost: 0.6,
      .beside(["train", "--batch", "1", "--frozen-vision"], needs: Need(ours: 2, peer: 4))),
    Row(5, "products", "LoRA step over its products alone", atMost: 1.3, striveFor: 1.15, .products),
    Row(
      6, "greedy", "a token, F32, greedy", atMost: 0.80, striveFor: 0.72,
      .beside(["generate", "--beams", "1"], needs: Need(ours: 2, peer: 2))),
    Row(
      6, "beams", "a token, F32, 3 beams", atMost: 0.60, striveFor: 0.50,
      .beside(["generate", "--beams", "3"], needs: Need(ours: 2, peer: 2))),
    Row(
      7, "greedy16", "a token, F16, greedy", atMost: 0.45, striveFor: 0.36, memoryAtMost: 0.6,
      .beside(["generate", "--beams", "1"], needs: Need(ours: 2, peer: 2), storedInHalf: true)),
    Row(
      7, "beams16", "a token, F16, 3 beams", atMost: 0.40, striveFor: 0.30, memoryAtMost: 0.6,
      .beside(["generate", "--beams", "3"], needs: Need(ours: 2, peer: 2), storedInHalf: true)),
    Row(8, "start", "start to first prompt", atMost: 0.060, striveFor: 0.030, .prompt),
    Row(8, "open", "base checkpoint opened", atMost: 0.10, striveFor: 0.05, .opening),
    Row(9, "picture", "640 x 480 JPEG to 768 x 768", atMost: 1.0, striveFor: 0.5, .picture),
  ]

  /// Whether the target is a time rather than a ratio.
  var isAbsolute: Bool { if case .prompt = work { true } else { false } }
}
