import Florence
import Foundation
import Layers
import SystemPackage
import Tensors

/// Makes image features for batches: each time anew, or, with a frozen vision tower, once for each sample.
package final class ImageFeatures {
  private let opened: OpenedModel
  private let cache: FeatureCache?
  private let shape: [Int]

  /// - Parameter areKept: whether they are made once; the vision tower must not change then.
  package init(_ opened: OpenedModel, areKept: Bool = false) throws {
    self.opened = opened
    let shape = [opened.imageTokens, opened.model.configuration.text.width]
    self.shape = shape
    cache = areKept ? try FeatureCache(in: Self.cacheFolder, shape: shape) : nil
  }

  /// A disk's folder rather than /tmp, which may lie in memory.
  private static var cacheFolder: FilePath { FilePath(ProcessInfo.processInfo.environment["TMPDIR"] ?? "/var/tmp") }

  /// Whether the features of a sample are kept, so that its picture need not be decoded again. May be asked on any thread.
  var knows: @Sendable (Int) -> Bool {
    guard let cache else { return { _ in false } }
    return cache.knows
  }

  /// The features (batch, image tokens, width) of samples; pictures that are missing come from the cache.
  ///
  /// With a cache they are made in evaluation mode, without a tape and one by one, so that they do not depend on the batch.
  package func features(of samples: [EncodedSample], _ pass: Pass) throws -> Tensor {
    guard let cache else { return try opened.model.imageFeatures(opened.pixels(samples.compactMap(\.pixels)), pass) }
    let features = Tensor(uninitialized: [samples.count] + shape)
    let extent = shape.elementCount
    for (row, sample) in samples.enumerated() {
      let target = features.pointer + row * extent
      if try cache.read(sample.index, into: target) { continue }
      guard let pixels = sample.pixels else { preconditionFailure("sample \(sample.index) has neither a picture nor known features") }
      let made = try opened.model.imageFeatures(opened.pixels([pixels]), Pass())
      target.update(from: made.pointer, count: extent)
      if !Parallel.isAbandoned { try cache.store(made.pointer, of: sample.index) }
    }
    return features
  }
}
