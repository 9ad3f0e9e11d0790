import CKernels

/// One dropout of one forward pass: the probability, and which random numbers decide.
///
/// A mask is a function of (seed, epoch, sample, place, element), so it is never stored: the backward draws it again.
public struct Dropout: Sendable {
  /// The probability that an element is dropped, in 0..<1; what is kept is scaled by 1 / (1 - probability).
  public let probability: Float
  public let seed: UInt64
  public let epoch: UInt32
  /// For each sample of the batch (the first axis), its position in the epoch.
  public let samples: [UInt32]
  /// Where in the model, numbered in order of execution.
  public let place: UInt32

  public init(probability: Float, seed: UInt64, epoch: UInt32, samples: [UInt32], place: UInt32) {
    precondition(probability > 0 && probability < 1, "dropout probability \(probability) is not inside 0..<1")
    self.probability = probability
    self.seed = seed
    self.epoch = epoch
    self.samples = samples
    self.place = place
  }

  /// The key for sample `index` of the batch.
  package func key(_ index: Int) -> ck_random_key {
    ck_random_key(seed: seed, epoch: epoch, sample: samples[index], place: place)
  }
}
