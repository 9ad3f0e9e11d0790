import Essentials
import Layers
import Tensors

/// What of an adapter file does not fit the adapters that a model is to get.
struct AdapterMismatch {
  private let file: AdapterFile
  private let tensors: AdapterTensors
  private var unseen: Set<String>
  /// Tensors whose shape and kind of numbers are right.
  private var fitting: [String] = []
  private var messages: [String] = []
  private var remedies: [String] = []

  /// Looks at every tensor, numbers included.
  init(of file: AdapterFile, _ tensors: AdapterTensors, for plan: AdaptationPlan, of root: any Layer) throws {
    (self.file, self.tensors) = (file, tensors)
    unseen = Set(file.names)
    for (target, keys) in zip(plan.targets, tensors.adapterKeys) {
      expect(keys.down, [target.rank, target.linear.inputs])
      expect(keys.up, [target.linear.outputs, target.rank])
      if plan.configuration.usesDoRA { expect(keys.magnitude, [target.linear.outputs]) }
    }
    // PEFT 0.14 writes no biases for lora_only; for an adapted output embedding PEFT stores the whole weight as well.
    let areBiasesRequired = plan.configuration.bias == .all || tensors.biasKeys.contains { unseen.contains($0) }
    for ((_, bias), key) in zip(plan.trainedBiases, tensors.biasKeys) { expect(key, bias.shape, isRequired: areBiasesRequired) }
    for (target, keys) in zip(plan.targets, tensors.adapterKeys) {
      expect(keys.weight, target.linear.weight.shape, isRequired: false)
    }
    for key in tensors.ignoredKeys { unseen.remove(key) }
    try compareOwnWeights(of: root)
    messages += unseen.sorted().map { "tensor \(file.spelling($0)) is unexpected" }
    explainRanks(plan)
    if !messages.isEmpty, remedies.isEmpty { remedies = ["the adapter belongs to another base model or to other target modules"] }
    try findStrangeNumbers()
  }

  /// What was saved along with the adapters and is the model's own needs no reading, as embeddings that PEFT adds where a vocabulary grew;
  /// what was trained cannot be had.
  private mutating func compareOwnWeights(of root: any Layer) throws {
    let own = tensors.ownKeys(of: root)
    var areOthers = false
    for key in unseen.sorted() {
      guard let parameter = own[key], let shape = file.shape(key) else { continue }
      unseen.remove(key)
      if try file.isSame(key, as: parameter) { continue }
      areOthers = true
      messages.append(
        shape == parameter.shape
          ? "tensor \(file.spelling(key)) is another than the model's own"
          : "tensor \(file.spelling(key)) has shape \(shape), the model's own \(parameter.shape)")
    }
    guard areOthers else { return }
    remedies.append(
      "weights that were trained or enlarged beside the adapters, embeddings for example, are not read: PEFT's merge_and_unload makes a whole"
        + " model of it; what that model's save_pretrained writes is read")
  }

  private mutating func expect(_ key: String, _ shape: [Int], isRequired: Bool = true) {
    guard let found = file.shape(key) else {
      if isRequired { messages.append("tensor \(key) is missing") }
      return
    }
    unseen.remove(key)
    if found != shape {
      messages.append("tensor \(file.spelling(key)) has shape \(found), this model needs \(shape)")
    } else if let type = file.elementType(key), !type.isFloatingPoint {
      messages.append("tensor \(file.spelling(key)) holds \(type.rawValue), no floating-point numbers")
      if !remedies.contains(DType.quantisedHint) { remedies.append(DType.quantisedHint) }
    } else {
      fitting.append(key)
    }
  }

  /// Says what to do about adapters of another rank than the settings give them.
  private mutating func explainRanks(_ plan: AdaptationPlan) {
    let patterns = PatternMatcher(plan.configuration.rankPattern)
    var ranks: Set<Int> = []
    var isOrderLost = false
    for (target, keys) in zip(plan.targets, tensors.adapterKeys) {
      guard let shape = file.shape(keys.down), shape.count == 2, shape[1] == target.linear.inputs, shape[0] != target.rank else {
        continue
      }
      ranks.insert(shape[0])
      if patterns.values(for: tensors.fileName(target.name)).contains(shape[0]) { isOrderLost = true }
    }
    if isOrderLost {
      remedies.append(
        "several keys of rank_pattern mean one module, and PEFT, which takes the first of them, has written them in another order: leave those in"
          + " adapter_config.json whose ranks the tensors have")
    } else if ranks.count == 1, let rank = ranks.first {
      remedies.append("the tensors have the rank \(rank), which adapter_config.json must say too")
    }
  }

  private mutating func findStrangeNumbers() throws {
    let faults = try file.nonFiniteFaults(among: fitting)
    messages += faults.map(\.message)
    remedies += faults.prefix(1).compactMap(\.hint)
  }

  /// Throws all of it, if there is anything; a single fact when nothing fits at all.
  func check() throws {
    guard !messages.isEmpty else { return }
    func fault(_ message: String, hint: String? = nil) -> Diagnostic { Diagnostic(.data, message, file: file.path.string, hint: hint) }
    if unseen.count == file.names.count {
      let example = unseen.min().map { ", they are named like \(file.spelling($0))" } ?? ""
      throw Faults([fault("none of its tensors belongs to this model's adapters\(example)", hint: remedies.joined(separator: "; "))])
    }
    throw Faults(
      messages.map { fault($0) }
        + [fault("\(pluralized(messages.count, "tensor does", "tensors do")) not fit this model", hint: remedies.joined(separator: "; "))])
  }
}
