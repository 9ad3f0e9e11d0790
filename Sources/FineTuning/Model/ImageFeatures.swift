import Florence
import Images
import Layers
import Tensors

<<<<<<< HEAD
/// Makes image features for batches: each time anew, or, with a frozen vision tower, once for each picture.
final class ImageFeatures {
=======
/// Makes image features for batches: each time anew, or, with a frozen vision tower, once for each sample.
package final class ImageFeatures {
>>>>>>> 747f9773f37da968176f6ba2164af4eb700c110c
  private let opened: OpenedModel
  /// Where they are kept; nil when they are made anew each time.
  let cache: FeatureCache?

<<<<<<< HEAD
  init(_ opened: OpenedModel, cache: FeatureCache?) {
=======
  /// - Parameter areKept: whether they are made once; the vision tower must not change then.
  package init(_ opened: OpenedModel, areKept: Bool = false) throws {
>>>>>>> 747f9773f37da968176f6ba2164af4eb700c110c
    self.opened = opened
    self.cache = cache
  }

  /// The features (batch, image tokens, width) of samples; pictures that were not decoded come from the cache.
  ///
  /// With a cache they are made in evaluation mode, without a tape and one by one, so that they do not depend on the batch.
<<<<<<< HEAD
  /// - Throws: what decoding a picture throws, when its features have gone from the cache meanwhile.
  func features(of samples: [EncodedSample], _ pass: Pass) throws -> Tensor {
=======
  package func features(of samples: [EncodedSample], _ pass: Pass) throws -> Tensor {
>>>>>>> 747f9773f37da968176f6ba2164af4eb700c110c
    guard let cache else { return try opened.model.imageFeatures(opened.pixels(samples.compactMap(\.pixels)), pass) }
    let features = Tensor(uninitialized: [samples.count] + opened.featureShape)
    let extent = opened.featureShape.elementCount
    for (row, sample) in samples.enumerated() {
      let target = features.pointer + row * extent
      if let hash = sample.imageHash, cache.read(hash, into: target) { continue }
      let pixels = try sample.pixels ?? opened.preprocessing.pixels(of: Image(contentsOf: sample.image))
      let made = try opened.model.imageFeatures(opened.pixels([pixels]), Pass())
      target.update(from: made.pointer, count: extent)
      // Neither what abandoned work left, nor under the hash that a picture had before it changed.
      if !Parallel.isAbandoned, let hash = sample.imageHash, cache.hash(of: sample.image) == hash { cache.store(made.pointer, of: hash) }
    }
    return features
  }
}
