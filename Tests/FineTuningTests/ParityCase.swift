import Essentials
import FineTuning
import Foundation
import Synchronization
import SystemPackage
import TestSupport
import Testing

/// A training that `Scripts/oracles/parity.py` ran.
struct ParityCase: Sendable, CustomTestStringConvertible {
  let name: String
  /// In our names, as they would be typed.
  let settings: [String: String]
  /// A folder of `adapters` that the training begins with; nil: it changes the weights themselves.
  let adapter: String?
  /// Of each step: loss, gradient norm before clipping, learning rate.
  let steps: [[Double]]
  /// The loss after each epoch.
  let validation: [Double]
  /// By the number of beams: the ids of the answers to the questions.
  let answers: [String: [[Int32]]]?

  var testDescription: String { name }

  static let folder = Fixture.folder("parity")
  static let dataset = folder.appending("dataset")
  /// The samples of the valid split.
  static let questions: [(image: FilePath.Component, task: String)] = [
    ("6.png", "<OD>"), ("7.png", "<CAPTION>"), ("8.png", "<VQA> what colour?"),
  ]

  static func all() throws -> [ParityCase] {
    struct Course: Decodable {
      let settings: [String: String]
      let adapter: String?
      let steps: [[Double]]
      let validation: [Double]
      let answers: [String: [[Int32]]]?
    }
    let data = try Data(contentsOf: URL(fileURLWithPath: folder.appending("cases.json").string))
    return try JSONDecoder().decode([String: Course].self, from: data).sorted { $0.key < $1.key }.map { name, course in
      ParityCase(
        name: name, settings: course.settings, adapter: course.adapter, steps: course.steps, validation: course.validation,
        answers: course.answers)
    }
  }

  static func named(_ name: String) throws -> ParityCase {
    guard let found = try all().first(where: { $0.name == name }) else { throw Faults(.data, "no case \(name)") }
    return found
  }

  /// The training as a run of ours, in the reference's order of samples and without dropout.
  func start(in output: FilePath) throws -> TrainingRun {
    var configuration = Configuration(dataset: Self.dataset.string)
    let checkpoint = adapter.map { Self.folder.appending("adapters").appending($0) }
    if let checkpoint { try configuration.adopt(adaptersOf: checkpoint) }
    try configuration.apply(settings.map { name, text in (name, try Setting.named(name)?.parse(text) ?? .unset) })
    configuration.modelID = Self.folder.appending(adapter == "original" ? "original" : "native").string
    configuration.outputFolder = output.string
    configuration.shuffles = false
    configuration.modelDropout = 0
    return try TrainingRun.start(configuration, adaptersOf: checkpoint)
  }

  /// Microsoft's key of each key in adapter files with native names, as their folders of the same adapters show it.
  static func microsoftNames() throws -> [String: String] {
    func keys(_ name: String) throws -> [[Float]: String] {
      let file = try Fixture.tensors("parity", "adapters/\(name)/adapter_model")
      var keys: [[Float]: String] = [:]
      for key in file.entries.keys where !key.contains("base_layer") { keys[try file.tensor(key).values] = key }
      return keys
    }
    let (native, original) = (try keys("native"), try keys("original"))
    return Dictionary(uniqueKeysWithValues: native.compactMap { values, key in original[values].map { (key, $0) } })
  }
}

/// A folder that vanishes with its last user.
final class TemporaryFolder {
  let path = FilePath(NSTemporaryDirectory()).appending("parity-\(UUID().uuidString)")

  init() { try? FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(atPath: path.string) }
}

/// Asks a run to stop.
final class StopSwitch: Sendable {
  private let isStopped = Atomic(false)

  var token: StopToken { StopToken { self.isStopped.load(ordering: .relaxed) } }

  func stop() { isStopped.store(true, ordering: .relaxed) }
}
