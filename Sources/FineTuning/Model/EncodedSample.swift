import Datasets
import Essentials
import Files
import Florence
import Images
import SystemPackage
import Tasks
import Tensors
import Tokenization

/// A sample as the model reads it.
package struct EncodedSample: Sendable {
  /// Its number in the split, from 0.
  let index: Int
  /// The picture.
  let image: ImageSource
  /// By which its features are kept; nil when they are not.
  let imageHash: ContentHash?
  /// (size, size, 3), normalised; nil when the image's features are known already.
  let pixels: [Float]?
  /// The picture's own size, which its answer's places refer to.
  let imageSize: ImageSize
  let prompt: [Int32]
  let label: [Int32]

  package init(
    index: Int, image: ImageSource, imageHash: ContentHash?, pixels: [Float]?, imageSize: ImageSize, prompt: [Int32], label: [Int32]
  ) {
    self.index = index
    self.image = image
    self.imageHash = imageHash
    self.pixels = pixels
    self.imageSize = imageSize
    self.prompt = prompt
    self.label = label
  }
}

/// Turns samples into what the model reads. A value, so it works on any thread.
struct SampleEncoder: Sendable {
  let tokenizer: Tokenizer
  let preprocessing: ImagePreprocessing
  let grey16: Grey16
  /// Pictures whose features are there are not decoded.
  let cache: FeatureCache?

  init(_ opened: LoadedModel, cache: FeatureCache? = nil) {
    tokenizer = opened.tokenizer
    preprocessing = opened.preprocessing
    grey16 = opened.grey16
    self.cache = cache
  }

  func prompt(_ prefix: String) throws -> [Int32] { tokenizer.encode(try Task.prompt(forPrefix: prefix)) }

  func label(_ suffix: String) -> [Int32] { tokenizer.encode(suffix) }

  /// Encodes sample `index` of a split.
  ///
  /// - Throws: what is wrong with it, with its place in the split.
  func encode(_ index: Int, of split: DatasetSplit) throws -> EncodedSample {
    let sample = split.samples[index]
    do {
      return try encode(sample, index: index)
    } catch let error as any DiagnosticError {
      throw Faults(
        error.diagnostics.map { fault in
          Diagnostic(
            fault.kind, "\(fault.file.map { "image \($0): " } ?? "")\(fault.message)",
            file: split.annotations(of: sample).string, line: sample.line, hint: fault.hint)
        })
    }
  }

  func encode(_ sample: Sample, index: Int) throws -> EncodedSample {
    let hash = cache?.hash(of: sample.image)
    let isKnown = if let cache, let hash { cache.contains(hash) } else { false }
    let image = isKnown ? nil : try Image(contentsOf: sample.image, grey16: grey16)
    return try EncodedSample(
      index: index, image: sample.image, imageHash: hash, pixels: image.map(preprocessing.pixels),
      imageSize: image?.size ?? Image.size(of: sample.image), prompt: prompt(sample.prefix), label: label(sample.suffix))
  }
}

extension LoadedModel {
  package func prompts(_ samples: [EncodedSample]) -> TokenBatch { TokenBatch(samples.map(\.prompt), paddingID: tokenizer.paddingID) }

  package func labels(_ samples: [EncodedSample]) -> TokenBatch { TokenBatch(samples.map(\.label), paddingID: tokenizer.paddingID) }

  /// The pictures of a batch as one tensor, (batch, size, size, 3).
  package func pixels(_ pictures: [[Float]]) -> Tensor {
    let batch = TensorBuffer([pictures.count, imageExtent, imageExtent, 3])
    for (index, picture) in pictures.enumerated() {
      picture.withUnsafeBufferPointer { source in
        guard let start = source.baseAddress else { return }
        (batch.pointer + index * picture.count).update(from: start, count: picture.count)
      }
    }
    return batch.finish()
  }
}
