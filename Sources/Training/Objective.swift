import Essentials
import Layers
import Tensors

/// What a training makes smaller: it prepares samples, computes their loss and measures an epoch. The loop knows nothing else of a model.
public protocol Objective {
  /// A sample ready for the model, made on any thread.
  associatedtype Prepared: Sendable

  /// Samples an epoch.
  var sampleCount: Int { get }

  /// Samples that come one after the other in every epoch, each sample in one group; nil: each is a group of its own.
  var sampleGroups: [[Int]]? { get }

  /// Prepares the sample of an index in `0..<sampleCount`; it may run in the background and on several threads at once.
  var preparation: @Sendable (Int) throws -> Prepared { get }

  /// What the optimizer changes, each parameter once, by unique names.
  var trainableParameters: [(name: String, parameter: Parameter)] { get }

  /// The summed loss of a batch. The pass is in training mode; its dropout belongs to the samples' positions in the epoch.
  ///
  /// It may be abandoned in the middle, with arbitrary numbers in its tensors: what it keeps beyond the call is what `Parallel.completed`
  /// gives.
  func loss(of batch: [Prepared], _ pass: ForwardPass) throws -> BatchLoss

  /// Measures the model after an epoch, by metric names of the files. With a "loss", that decides which epoch is the best; else the mean
  /// loss of the training does.
  ///
  /// - Throws: `Stopped` when `stop` asks for the end; the measurement is then made again before the next step.
  func validate(stop: StopToken) throws -> [String: Double]
}

extension Objective {
  /// Every sample is a group of its own.
  public var sampleGroups: [[Int]]? { nil }

  /// Nothing is measured.
  public func validate(stop: StopToken) throws -> [String: Double] { [:] }
}

/// The loss of a batch.
public struct BatchLoss {
  /// The sum over the batch's tokens, a scalar.
  public let sum: Tensor
  /// How many tokens the sum is over.
  public let tokens: Int

  /// A sum of losses and the number of tokens that it is over.
  public init(sum: Tensor, tokens: Int) {
    self.sum = sum
    self.tokens = tokens
  }
}
