import Essentials
import Files
import Florence
import Layers
import LoRA
import SystemPackage
import Tensors

/// A model and what of it is trained: adapters, or the weights themselves.
///
/// Adapters can be taken off their model and put on again, so that several may be tried on one model in turns; trained weights cannot.
package struct TrainableModel {
  package let opened: LoadedModel
  /// Nil when the weights themselves are trained.
  package let adaptation: LowRankAdaptation?
  /// Whether the adapters come from a file, with settings of their own.
  package let isLoaded: Bool
  /// What a person should know of where they were found.
  private let foundFacts: [String]
  /// Of the weights before any training.
  let fingerprint: String

  /// - Parameters:
  ///   - configuration: gets the settings that given adapters decide.
  ///   - checkpoint: whose adapters are trained further; nil: new ones, or the weights themselves.
  ///   - weights: the `foreignWeights` of the fit that new ones take the place of.
  /// - Throws: `LoRAError` for targets that mean no module; `Faults` when given adapters do not fit.
  package init(
    _ opened: LoadedModel, _ configuration: inout Configuration, adaptersOf checkpoint: FilePath? = nil, weights: [String: Tensor] = [:]
  ) throws {
    self.opened = opened
    isLoaded = checkpoint != nil
    foundFacts = try CheckpointFolder.facts(of: checkpoint)
    fingerprint = opened.model.fingerprint()
    adaptation =
      if let checkpoint {
        try opened.makeTrainable(&configuration, adaptersOf: checkpoint)
      } else {
        try opened.makeTrainable(configuration, weights: weights)
      }
  }

  /// Takes the adapters off; the weights are then the base model's.
  package func detach() { adaptation?.remove() }

  /// Puts them on again.
  package func attach() { adaptation?.attach(to: opened.model) }

  /// What is trained at this moment, without copying a number: later steps leave it alone.
  package var values: [Tensor] { parameters.map(\.value) }

  /// Weights that came with the file of given adapters and stand in the place of the model's own, by the names of their modules: the
  /// settings do not tell them.
  package var foreignWeights: [String: Tensor] {
    Dictionary(uniqueKeysWithValues: (adaptation?.foreignWeights ?? []).map { ($0.module, $0.weight) })
  }

  /// Goes back to `values` of this fit.
  package func restore(_ values: [Tensor]) {
    let parameters = parameters
    precondition(parameters.count == values.count, "\(values.count) values for \(parameters.count) parameters")
    for (parameter, value) in zip(parameters, values) {
      parameter.value = value
      parameter.gradient = nil
    }
  }

  private var parameters: [Parameter] { opened.model.uniqueParameters.map(\.parameter).filter(\.isTrainable) }

  /// What is worth telling of it: how many weights train, and targets that mean nothing.
  package var facts: [String] {
    guard let adaptation else {
      return ["trainable params: \(opened.model.trainableCount) || all params: \(opened.model.parameterCount)"]
    }
    return foundFacts + [adaptation.counts.description]
      + adaptation.foreignWeights.map { "\($0.module) has the weight that came with the adapters, which is another than the model's" }
      + (targetsFact.map { [$0] } ?? [])
  }

  /// Which names of the trainer's list mean no module of Florence-2, and what is adapted; of any other list such names are a fault.
  package var targetsFact: String? {
    guard let adaptation, !adaptation.unmatchedTargets.isEmpty else { return nil }
    let missing = adaptation.unmatchedTargets
    guard case .names(let names) = AdapterTargets.standard, missing.allSatisfy(names.contains) else {
      return "no module is called \(missing.joined(separator: ", ")) (target_modules)"
    }
    let present = names.filter { !missing.contains($0) }
    return "target_modules is the trainer's own list: adapted are \(present.joined(separator: ", ")); Florence-2 has no "
      + "\(missing.joined(separator: ", "))"
  }
}

extension TrainableModel {
  /// Writes the adapters as PEFT has them, module names as the base checkpoint spells them.
  package func writeAdapters(to folder: FilePath) throws {
    precondition(adaptation != nil, "there are no adapters")
    try adaptation?.write(
      to: folder, naming: opened.naming, origin: AdapterOrigin(baseModel: opened.id, revision: opened.revision, taskType: "CAUSAL_LM"))
  }
}

extension LoadedModel {
  /// Whether weights of the model itself are trained, or were; adapters that are on it count.
  package var hasTrainableWeights: Bool { model.trainableCount > 0 }
}
