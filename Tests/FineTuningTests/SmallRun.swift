import Datasets
import Essentials
import FineTuning
import Foundation
import Images
import Scoring
import Synchronization
import SystemPackage
import TestSupport
import Training

/// A drawn dataset and a place for runs on it: the miniature, dropout on, three steps an epoch and two epochs unless told otherwise.
struct SmallRun {
  let folder: TestFolder
  var configuration: Configuration

  init(_ counts: SyntheticDataset.Counts = .init(train: 6, valid: 3, test: 0), tasks: [SceneTask] = [.detection]) throws {
    folder = try TestFolder()
    let style = ShapeScenes(size: ImageSize(width: 48, height: 40))
    try SyntheticDataset(style: style, tasks: tasks, counts: counts, seed: 5).write(to: folder.appending("data"))
    configuration = Configuration(
      dataset: folder.appending("data").string, epochs: 2, batchSize: 2, learningRate: 1e-3, metrics: [WordErrorRate()])
    configuration.modelID = LoadedModel.miniature
    configuration.outputFolder = folder.appending("runs").string
    configuration.cacheFolder = folder.appending("cache").string
    configuration.imageSize = 64
    configuration.maximumNewTokens = 6
  }

  /// Trains from start to end.
  func finished(_ change: (inout Configuration) -> Void = { _ in }, onEvent: (RunEvent) -> Void = { _ in }) throws -> RunReport {
    var configuration = configuration
    change(&configuration)
    return try TrainingRun.start(configuration).run(onEvent: onEvent)
  }

  /// The losses of all steps.
  func losses(_ change: (inout Configuration) -> Void = { _ in }) throws -> [Double] {
    var losses: [Double] = []
    _ = try finished(change) { event in
      if case .step(let report, _) = event { losses.append(report.loss) }
    }
    return losses
  }
}

extension RunFolder {
  /// The state that resuming would go on from.
  func state() throws -> TrainingState { try TrainingState.read(latest.appending("state.safetensors")).state }

  /// Every file but the settings, by its path in the folder.
  func files() throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for relative in try FileManager.default.subpathsOfDirectory(atPath: path.string) where relative != "configuration.json" {
      let file = path.pushing(FilePath(relative)).string
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), !isFolder.boolValue else { continue }
      files[relative] = Array(FileManager.default.contents(atPath: file) ?? Data())
    }
    return files
  }
}

/// Stops a run when so many steps are done.
final class StepLimit: Sendable {
  private let steps: Atomic<Int>
  private let limit: Int

  init(_ limit: Int) {
    steps = Atomic(0)
    self.limit = limit
  }

  var token: StopToken { StopToken { self.steps.load(ordering: .relaxed) >= self.limit } }

  func count(_ event: RunEvent) {
    if case .step = event { steps.add(1, ordering: .relaxed) }
  }
}

/// What `body` throws, in diagnostics; nil when it throws nothing.
func faults(_ body: () throws -> some Any) -> [Diagnostic]? {
  do {
    _ = try body()
    return nil
  } catch {
    return (error as? any DiagnosticError)?.diagnostics ?? []
  }
}
