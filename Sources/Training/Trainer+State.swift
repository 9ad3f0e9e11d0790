import Essentials

extension Trainer {
  /// The whole training as a value. It is made without copying a number: later steps leave its tensors alone.
  public var state: TrainingState {
    let entries = parameters.indices.map { index in
      TrainingState.Entry(
        name: names[index], value: parameters[index].value, moments: optimizer.moments(index))
    }
    return TrainingState(
      progress: progress, trainingMetrics: trainingMetrics, validationMetrics: validationMetrics, entries: entries)
  }

  /// Goes back or forth to a state of this training or of one like it.
  ///
  /// - Throws: `Faults` naming everything that does not fit: the optimizer, the number of samples, each parameter; nothing is changed then.
  public func restore(_ state: TrainingState) throws {
    let faults = misfits(of: state)
    guard faults.isEmpty else { throw Faults(faults.map { Diagnostic(.data, $0) }) }
    let entries = Dictionary(uniqueKeysWithValues: state.entries.map { ($0.name, $0) })
    for (index, name) in names.enumerated() {
      guard let entry = entries[name] else { continue }
      parameters[index].value = entry.value
      parameters[index].gradient = nil
      if let moments = entry.moments { optimizer.set(moments, index) }
    }
    progress = state.progress
    trainingMetrics = state.trainingMetrics
    validationMetrics = state.validationMetrics
  }

  private func misfits(of state: TrainingState) -> [String] {
    var faults: [String] = []
    if state.progress.optimizer != optimizer.kind {
      faults.append("the state is of optimizer \(state.progress.optimizer.rawValue), this training has \(optimizer.kind.rawValue)")
    }
    if state.progress.sampleCount != objective.sampleCount {
      faults.append("the state is of \(state.progress.sampleCount) samples, this training has \(objective.sampleCount)")
    }
    let entries = Dictionary(state.entries.map { ($0.name, $0) }) { first, _ in first }
    for (name, parameter) in zip(names, parameters) {
      guard let entry = entries[name] else {
        faults.append("the state has no parameter \(name)")
        continue
      }
      if entry.value.shape != parameter.shape {
        faults.append("parameter \(name) has shape \(entry.value.shape) in the state, here \(parameter.shape)")
      }
    }
    let known = Set(names)
    return faults + state.parameterNames.filter { !known.contains($0) }.map { "the state has a parameter \($0), which is not trained here" }
  }
}
