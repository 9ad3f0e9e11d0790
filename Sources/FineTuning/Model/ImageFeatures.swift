import Florence
import Images
import Layers
import Tensors

/// Makes image features for batches: each time anew, or, with a frozen vision tower, once for each picture.
package final class ImageFeatures {
  private let opened: LoadedModel
  /// Where they are kept; nil when they are made anew each time.
  let cache: FeatureCache?

  package init(_ opened: LoadedModel, cache: FeatureCache?) {
    self.opened = opened
    self.cache = cache
  }

  /// The features (batch, image tokens, width) of samples; pictures that were not decoded come from the cache.
  ///
  /// With a cache they are made in evaluation mode, without a tape and one by one, so that they do not depend on the batch.
  /// - Parameter sharesPictures: makes them once for samples of one picture, with the dropouts of the first.
  /// - Throws: what decoding a picture throws, when its features have gone from the cache meanwhile.
  package func features(of samples: [EncodedSample], sharesPictures: Bool = false, _ pass: ForwardPass) throws -> Tensor {
    guard let cache else {
      if sharesPictures { return try sharedFeatures(of: samples, pass) }
      return try opened.model.imageFeatures(opened.pixels(samples.compactMap(\.pixels)), pass)
    }
    let features = TensorBuffer([samples.count] + opened.featureShape)
    let extent = opened.featureShape.elementCount
    for (row, sample) in samples.enumerated() {
      let target = features.pointer + row * extent
      if let hash = sample.imageHash, cache.read(hash, into: target) { continue }
      let pixels = try sample.pixels ?? opened.preprocessing.pixels(of: Image(contentsOf: sample.image, grey16: opened.grey16))
      let made = try opened.model.imageFeatures(opened.pixels([pixels]), ForwardPass())
      target.update(from: made.pointer, count: extent)
      // Not under the hash that a picture had before it changed.
      if let made = Parallel.completed(made), let hash = sample.imageHash, cache.hash(of: sample.image) == hash {
        cache.store(made, of: hash)
      }
    }
    return features.finish()
  }

  private func sharedFeatures(of samples: [EncodedSample], _ pass: ForwardPass) throws -> Tensor {
    var pictures: [ImageSource: Int] = [:]
    var firsts: [Int] = []
    let rows = samples.indices.map { index in
      if let row = pictures[samples[index].image] { return row }
      pictures[samples[index].image] = firsts.count
      firsts.append(index)
      return firsts.count - 1
    }
    let features = try pass.onSamples(firsts) {
      try opened.model.imageFeatures(opened.pixels(firsts.compactMap { samples[$0].pixels }), pass)
    }
    return firsts.count == samples.count ? features : features.gathered(rows)
  }
}
