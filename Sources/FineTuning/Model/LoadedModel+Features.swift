import Files
import Florence
import Layers
import Tensors

extension LoadedModel {
  /// Where the features of its pictures are kept: when vision is frozen, and nothing at it differs from its weights. Nil otherwise.
  ///
  /// - Throws: `Faults` when no folder is set and there is no home folder.
  package func featureCache(_ configuration: Configuration) throws -> FeatureCache? {
    guard configuration.freezesVision, !model.namedLinears.contains(where: { Self.isVision($0.name) && $0.linear.adapter != nil })
    else { return nil }
    return try FeatureCache(in: FeatureFolder(configuration), model: featureIdentity(configuration), shape: featureShape)
  }

  /// (image tokens, width) of a picture's features.
  var featureShape: [Int] { [imageTokens, model.configuration.text.width] }

  /// Everything that decides the features of a picture beside the picture itself: every value of the vision tower and the projector as they
  /// are now, how pictures are prepared, the precision, and what does the arithmetic, for other processors round otherwise.
  package func featureIdentity(_ configuration: Configuration) -> ContentHash {
    let weights = model.uniqueParameters.filter { Self.isVision($0.name) }
    var facts = [
      "features \(FeatureFile.version)", SystemInformation.version, LinearAlgebra.kernels, LinearAlgebra.instructionSet,
      configuration.precision.rawValue, "\(model.configuration.vision)",
      "\(imageExtent) \(preprocessing.mean) \(preprocessing.standardDeviation) \(preprocessing.rescale)",
    ]
    if grey16 == .stretched { facts.append("grey of 16 bits stretched") }
    facts += weights.map { "\($0.name) \($0.parameter.shape) \($0.parameter.storedValue.dtype)" }
    return ContentHash([ContentHash(facts.joined(separator: "\n"))] + Self.hashes(of: weights.map(\.parameter.storedValue)))
  }

  /// The hashes of all pieces of weights in their order, made by all threads: the published models have 360 MB of vision weights.
  private static func hashes(of weights: [StoredTensor]) -> [ContentHash] {
    let pieces = weights.flatMap { weight in
      let bytes = weight.count * weight.dtype.byteCount
      return stride(from: 0, to: bytes, by: ContentHash.pieceSize).map { start in
        UnsafeRawBufferPointer(start: weight.numbers + start, count: min(ContentHash.pieceSize, bytes - start))
      }
    }
    return withExtendedLifetime(weights) {
      [ContentHash](unsafeUninitializedCapacity: pieces.count) { hashes, count in
        guard let first = hashes.baseAddress else { return }
        Parallel.unsafeForEach(pieces.count) { (first + $0).initialize(to: ContentHash(pieces[$0])) }
        count = pieces.count
      }
    }
  }
}
