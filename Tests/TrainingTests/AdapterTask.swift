import Essentials
import Layers
import LoRA
import Synchronization
import Tensors
import Training

/// A small real objective: two adapted linear layers with adapter dropout, a residual layer norm with dropout, a frozen head and a cross-entropy.
///
/// Large enough that kernels cut it into several blocks.
final class AdapterTask: Objective, Layer {
  struct Sample: Sendable {
    let index: Int
    let features: [Float]
    let labels: [Int32]
  }

  static let width = 96
  private static let hidden = 160
  private static let tokens = 50
  private static let classes = 31

  let first = Linear(inputs: width, outputs: hidden)
  let second = Linear(inputs: hidden, outputs: width)
  let norm = LayerNorm(width: width, epsilon: 1e-5)
  let head = Linear(inputs: width, outputs: classes)
  let sampleCount: Int
  /// Samples that stay together.
  var sampleGroups: [[Int]]?
  /// Called with the samples of each batch before their loss is computed.
  var onLoss: ([Int]) throws -> Void = { _ in }
  /// Changes a batch's features.
  var distortion: (Float) -> Float = { $0 }
  /// Runs in the background before each sample.
  var onPrepare: @Sendable (Int) throws -> Void = { _ in }

  /// Weights follow from the seed alone.
  init(samples: Int = 11, dropout: Double = 0.2, seed: UInt64 = 9) throws {
    sampleCount = samples
    var generator = PhiloxGenerator(seed: seed, stream: 0)
    for (name, parameter) in uniqueParameters {
      let (center, spread): (Float, Float) = name == "norm.weight" ? (1, 0.1) : (0, 0.1)
      parameter.value = Tensor((0..<parameter.count).map { _ in center + spread * generator.normal() }, shape: parameter.shape)
    }
    let configuration = LoRAConfiguration(
      rank: 4, alpha: 8, dropout: dropout, initialization: .random, targetModules: .names(["first", "second"]))
    _ = try LowRankAdaptation(configuration, of: self, seed: seed)
  }

  var members: [Member] {
    [Member("first", first), Member("second", second), Member("norm", norm), Member("head", head)]
  }

  var trainableParameters: [(name: String, parameter: Parameter)] { uniqueParameters.filter(\.parameter.isTrainable) }

  var preparation: @Sendable (Int) throws -> Sample {
    { [onPrepare] index in
      try onPrepare(index)
      var generator = PhiloxGenerator(seed: 4, stream: UInt64(index))
      let features = (0..<Self.tokens * Self.width).map { _ in generator.normal() }
      // Samples differ in length, so that weighing by tokens shows.
      let labels = (0..<Self.tokens).map { $0 < 5 + 4 * (index % 11) ? Int32(generator.next() % UInt64(Self.classes)) : -1 }
      return Sample(index: index, features: features, labels: labels)
    }
  }

  func loss(of batch: [Sample], _ pass: ForwardPass) throws -> BatchLoss {
    try onLoss(batch.map(\.index))
    let x = Tensor(batch.flatMap { $0.features.map(distortion) }, shape: [batch.count, Self.tokens, Self.width])
    let inner = second(first(x, pass), pass, after: .gelu)
    let logits = head(norm(inner, addedTo: x, dropout: pass.dropout(0.1), pass), pass)
    let labels = batch.flatMap(\.labels)
    return BatchLoss(sum: logits.crossEntropySum(labels: labels, ignoring: -1), tokens: labels.count { $0 != -1 })
  }

}

/// A stop that a test asks for.
final class Switch: Sendable {
  private let isOn = Atomic(false)

  var token: StopToken { StopToken { self.isOn.load(ordering: .sequentiallyConsistent) } }

  func set(_ on: Bool) { isOn.store(on, ordering: .sequentiallyConsistent) }
}

extension TrainingSettings {
  /// Three epochs of the small task: eleven samples, five of them a step, so that the last step of an epoch is short.
  static func small(_ change: (inout TrainingSettings) -> Void = { _ in }) -> TrainingSettings {
    var settings = TrainingSettings()
    (settings.epochs, settings.batchSize, settings.learningRate) = (3, 5, 0.02)
    (settings.schedule, settings.warmupSteps, settings.maximumGradientNorm, settings.weightDecay) = (.cosine, 2, 0.5, 0.01)
    change(&settings)
    return settings
  }

  /// `small` with steps of two batches and a single one.
  static let accumulated = small { ($0.batchSize, $0.gradientAccumulation) = (2, 2) }
}

extension Trainer<AdapterTask> {
  /// A training of the small task at its beginning.
  convenience init(_ settings: TrainingSettings, _ task: AdapterTask? = nil) throws {
    try self.init(try task ?? AdapterTask(), settings: settings, optimizer: .adamW, seed: 42)
  }

  /// The state at the end of all epochs.
  func finished() throws -> TrainingState {
    _ = try run(.all)
    return state
  }
}
