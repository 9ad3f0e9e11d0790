import CKernels

/// One dropout of one forward pass: the probability, and which random numbers decide.
///
/// A mask is a function of (seed, epoch, sample, place, element), so it is never stored: the backward draws it again.
public struct Dropout: Sendable {
  /// The probability that an element is dropped, between 0 and 1; what is kept is scaled by 1 / (1 - probability).
  public let probability: Float
  /// The seed of the run: the key of the random numbers.
  public let seed: UInt64
  /// The epoch, from 0.
  public let epoch: UInt32
  /// For each sample of the batch (the first axis), its position in the epoch.
  public let samples: [UInt32]
  /// Where in the model, numbered in order of execution.
  public let place: UInt32

  /// - Precondition: the probability is greater than 0 and less than 1; without dropout there is none.
  public init(probability: Float, seed: UInt64, epoch: UInt32, samples: [UInt32], place: UInt32) {
    precondition(probability > 0 && probability < 1, "dropout probability \(probability) is not between 0 and 1")
    self.probability = probability
    self.seed = seed
    self.epoch = epoch
    self.samples = samples
    self.place = place
  }

  /// What sample `index` is multiplied by when it is dropped or kept as a whole: decided by element 0 of its key.
  func factor(_ index: Int) -> Float {
    var factor: Float = 0
    ck_dropout(key(index), probability, 0, 1, [1], &factor)
    return factor
  }

  /// The key for sample `index` of the batch.
  package func key(_ index: Int) -> ck_random_key {
    ck_random_key(seed: seed, epoch: epoch, sample: samples[index], place: place)
  }
}

extension Dropout {
  /// target = source * mask / (1 - probability) for the elements `range` of a tensor whose samples have `elementsPerSample` elements each;
  /// an element's number is its position inside its sample. Both pointers are at the range's start, and may be the same.
  package func apply(
    to range: Range<Int>, elementsPerSample: Int, from source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>
  ) {
    forEachSample(in: range, elementsPerSample) { key, first, segment in
      let offset = segment.lowerBound - range.lowerBound
      ck_dropout(key, probability, first, segment.count, source + offset, target + offset)
    }
  }

  /// The factors mask / (1 - probability) of those elements.
  func factors(of range: Range<Int>, elementsPerSample: Int, into target: UnsafeMutablePointer<Float>) {
    forEachSample(in: range, elementsPerSample) { key, first, segment in
      ck_dropout_factors(key, probability, first, segment.count, target + (segment.lowerBound - range.lowerBound))
    }
  }

  /// The segments of a range of elements that lie in one sample each, and the number of their first element in it.
  private func forEachSample(
    in range: Range<Int>, _ elementsPerSample: Int, _ body: (_ key: ck_random_key, _ first: Int, _ segment: Range<Int>) -> Void
  ) {
    forSamples(of: range, elementsPerSample) { sample, segment in
      body(key(sample), segment.lowerBound - sample * elementsPerSample, segment)
    }
  }

  /// Elements a sample of `tensor` has, the samples being its first axis.
  func elementsPerSample(of tensor: Tensor) -> Int {
    precondition(tensor.shape.first == samples.count, "dropout for \(samples.count) samples on shape \(tensor.shape)")
    return tensor.count / max(1, samples.count)
  }
}

/// The segments of a range of elements that lie in one sample each.
func forSamples(of range: Range<Int>, _ elementsPerSample: Int, _ body: (_ sample: Int, _ segment: Range<Int>) -> Void) {
  var first = range.lowerBound
  while first < range.upperBound {
    let sample = first / elementsPerSample
    let end = min(range.upperBound, (sample + 1) * elementsPerSample)
    body(sample, first..<end)
    first = end
  }
}
