import Datasets
import Essentials
import Files
import Florence
import Foundation
import Images
import Layers
import SystemPackage
import Tensors
import Training

extension Configuration {
  /// Bytes of a configuration.json, of which a kilobyte is usual.
  private static let fileSizeLimit = 1 << 20

  /// Reads the settings of a run's configuration.json.
  ///
  /// - Throws: `Faults` with every fault of the file.
  public init(file: FilePath) throws {
    try self.init(json: Array(MappedFile.contents(of: file, limit: Self.fileSizeLimit)), file: file)
  }

  /// How the dataset is read.
  package var datasetOptions: DatasetOptions {
    DatasetOptions(format: datasetFormat, shares: datasetSplit, seed: UInt64(datasetSeed), policy: datasetPolicy)
  }

  /// What becomes of grey pictures of 16 bits.
  package var grey16: Grey16 { stretchesGrey ? .stretched : .clipped }

  /// What the training loop needs to know.
  package var trainingSettings: TrainingSettings {
    var settings = TrainingSettings()
    settings.learningRate = learningRate
    settings.schedule = scheduler
    settings.warmupSteps = warmupSteps
    settings.epochs = epochs
    settings.batchSize = batchSize
    settings.gradientAccumulation = gradientAccumulation
    settings.maximumGradientNorm = maximumGradientNorm
    settings.weightDecay = weightDecay ?? optimizer.standardWeightDecay
    settings.shuffles = shuffles
    settings.workers = workers
    settings.earlyStoppingPatience = earlyStoppingPatience
    return settings
  }

  /// Which activations are computed again: as set, or, when that is left to the program, those that cost the most memory for the least
  /// work, and all of them for a batch that would keep more than half of the machine's memory.
  package func recomputation(for opened: LoadedModel) -> ForwardPass.Recomputation {
    switch checkpointing {
    case .on: return .everything
    case .off: return .nothing
    case .auto:
      let kept = Double(batchSize) * opened.activationBytes(trainsVision: !freezesVision)
      return kept > Double(ProcessInfo.processInfo.physicalMemory) / 2 ? .everything : .largest
    }
  }

  /// The location tokens of a model, when they are to share a label.
  func smoothing(for opened: LoadedModel) -> NeighbourSmoothing? {
    guard locationSmoothing > 0, let locations = opened.locationTokens else { return nil }
    return NeighbourSmoothing(classes: locations, deviation: locationSmoothing)
  }
}
