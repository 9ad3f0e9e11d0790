import Essentials
import Files
import Foundation
import Layers
import SystemPackage
import Tensors

extension TrainingState {
  /// The version of the file format.
  public static let fileVersion = 1

  private static let format = "maestro training state"

  /// Writes the state as safetensors, as a whole or not at all: Float32 as it is, everything else as JSON in the header's metadata.
  ///
  /// - Parameter extra: what else resuming wants to know, the configuration or digests of the data for example.
  public func write(to path: FilePath, extra: [String: String] = [:]) throws {
    let metadata = [
      "format": Self.format, "version": String(Self.fileVersion), "progress": try EncodedJSON.text(of: progress),
      "training_metrics": try EncodedJSON.text(of: trainingMetrics), Key.stepMetrics: try EncodedJSON.text(of: stepMetrics),
      "validation_metrics": try EncodedJSON.text(of: validationMetrics),
      "parameters": try EncodedJSON.text(of: parameterNames), "extra": try EncodedJSON.text(of: extra),
    ]
    try SafeTensorsWriter.write(namedTensors, metadata: metadata, to: path)
  }

  /// Reads a state file.
  ///
  /// - Throws: `Faults` naming the file and everything that is wrong with it: another version, missing pieces, impossible values.
  public static func read(_ path: FilePath) throws -> (state: TrainingState, extra: [String: String]) {
    let file = try SafeTensorsFile(path)
    func fault(_ message: String, hint: String? = nil) -> Diagnostic { Diagnostic(.data, message, file: path.string, hint: hint) }
    guard file.metadata["format"] == format else {
      throw Faults([fault("is no training state", hint: "give the state.safetensors of a checkpoint")])
    }
    let version = file.metadata["version"] ?? "none"
    guard version == String(fileVersion) else {
      throw Faults([fault("has format version \(version), this program reads \(fileVersion)", hint: "use the program that wrote it")])
    }
    var faults: [Diagnostic] = []
    func value<Value: Decodable>(_ key: String, _: Value.Type) -> Value? {
      let text = file.metadata[key]
      let value = text.flatMap { try? JSONDecoder().decode(Value.self, from: Data($0.utf8)) }
      if value == nil { faults.append(fault("metadata \(key) is \(text == nil ? "missing" : "damaged")")) }
      return value
    }
    let progress = value("progress", TrainingProgress.self)
    let training = value("training_metrics", MetricHistory.self)
    let validation = value("validation_metrics", MetricHistory.self)
    let names = value("parameters", [String].self)
    let extra = value("extra", [String: String].self)
    let steps = stepMetrics(in: file.metadata)
    if steps == nil { faults.append(fault("metadata \(Key.stepMetrics) is damaged")) }
    faults += progress?.faults.map { fault("progress: " + $0) } ?? []
    if let names, Set(names).count != names.count { faults.append(fault("metadata parameters names a parameter twice")) }
    if let names, let progress {
      faults += tensorFaults(of: names, hasMoments: progress.optimizer.hasMoments, in: file).map { fault($0) }
    }
    guard faults.isEmpty, let progress, let training, let steps, let validation, let names, let extra else { throw Faults(faults) }
    let entries = try names.map { name in
      Entry(
        name: name, value: try file.tensor(Key.parameter + name).copy(),
        moments: progress.optimizer.hasMoments
          ? Moments(first: try file.tensor(Key.first + name).copy(), second: try file.tensor(Key.second + name).copy()) : nil)
    }
    var state = TrainingState(
      progress: progress, trainingMetrics: training, stepMetrics: steps, validationMetrics: validation, entries: entries)
    for key in file.names where key.hasPrefix(Key.constant) {
      state.constants[String(key.dropFirst(Key.constant.count))] = try file.tensor(key).copy()
    }
    let strange = try file.nonFiniteFaults(among: file.names)
    guard strange.isEmpty else { throw Faults(strange) }
    return (state, extra)
  }

  /// What the steps of a saved training were made with, its tensors left alone.
  ///
  /// - Returns: nothing for a state of before they were kept.
  /// - Throws: what opening the file throws.
  public static func stepMetrics(in path: FilePath) throws -> MetricHistory {
    stepMetrics(in: try SafeTensorsFile(path).metadata) ?? MetricHistory()
  }

  /// Nil when they are damaged.
  private static func stepMetrics(in metadata: [String: String]) -> MetricHistory? {
    func history(_ text: String) -> MetricHistory? { try? JSONDecoder().decode(MetricHistory.self, from: Data(text.utf8)) }
    if let text = metadata[Key.stepMetrics] { return history(text) }
    // States of before had them among what else was kept, when they were saved at the prompt.
    let extra = metadata["extra"].flatMap { try? JSONDecoder().decode([String: String].self, from: Data($0.utf8)) }
    return extra?["step_observations"].flatMap(history) ?? MetricHistory()
  }

  private static func tensorFaults(of names: [String], hasMoments: Bool, in file: SafeTensorsFile) -> [String] {
    let kinds = [Key.parameter] + (hasMoments ? [Key.first, Key.second] : [])
    var faults: [String] = []
    for name in names {
      let shape = file.entries[Key.parameter + name]?.shape
      for key in kinds.map({ $0 + name }) {
        guard let entry = file.entries[key] else {
          faults.append("tensor \(key) is missing")
          continue
        }
        if entry.type != .float32 { faults.append("tensor \(key) holds \(entry.type.rawValue), not F32") }
        if let shape, entry.shape != shape { faults.append("tensor \(key) has shape \(entry.shape), its parameter \(shape)") }
      }
    }
    let expected = Set(names.flatMap { name in kinds.map { $0 + name } })
    for key in file.names where key.hasPrefix(Key.constant) {
      if let type = file.entries[key]?.type, type != .float32 { faults.append("tensor \(key) holds \(type.rawValue), not F32") }
    }
    return faults
      + file.names.filter { !expected.contains($0) && !$0.hasPrefix(Key.constant) }.map { "tensor \($0) is unexpected" }
  }
}
