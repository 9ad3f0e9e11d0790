import Datasets
import Essentials
import Florence
import Images
import Tensors
import Tokenization

/// A sample as the model reads it.
package struct EncodedSample: Sendable {
  /// Its number in the split, from 0.
  let index: Int
  /// (size, size, 3), normalised; nil when the image's features are known already.
  let pixels: [Float]?
  /// The picture's own size, which its answer's places refer to.
  let imageSize: ImageSize
  let prompt: [Int32]
  let label: [Int32]

  package init(index: Int, pixels: [Float]?, imageSize: ImageSize, prompt: [Int32], label: [Int32]) {
    self.index = index
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

  init(_ opened: OpenedModel) {
    tokenizer = opened.tokenizer
    preprocessing = opened.preprocessing
  }

  func prompt(_ prefix: String) throws -> [Int32] { tokenizer.encode(try TaskPrompt.text(forPrefix: prefix)) }

  func label(_ suffix: String) -> [Int32] { tokenizer.encode(suffix) }

  /// Encodes sample `index` of a split.
  ///
  /// - Parameter needsPixels: whether the image is decoded at all.
  /// - Throws: what is wrong with it, with its place in the split.
  func encode(_ index: Int, of split: DatasetSplit, needsPixels: Bool) throws -> EncodedSample {
    let sample = split.samples[index]
    do {
      return try encode(sample, index: index, needsPixels: needsPixels)
    } catch let error as any DiagnosticError {
      throw Faults(
        error.diagnostics.map { fault in
          Diagnostic(
            fault.kind, "\(fault.file.map { "image \($0): " } ?? "")\(fault.message)",
            file: split.folder.appending("annotations.jsonl").string, line: sample.line, hint: fault.hint)
        })
    }
  }

  /// - Parameter needsPixels: whether the image is decoded at all.
  func encode(_ sample: Sample, index: Int, needsPixels: Bool = true) throws -> EncodedSample {
    let image = needsPixels ? try Image(contentsOf: sample.image) : nil
    return try EncodedSample(
      index: index, pixels: image.map(preprocessing.pixels), imageSize: image?.size ?? Image.size(of: sample.image),
      prompt: prompt(sample.prefix),
      label: label(sample.suffix))
  }
}

extension OpenedModel {
  package func prompts(_ samples: [EncodedSample]) -> TokenBatch { TokenBatch(samples.map(\.prompt), paddingID: tokenizer.paddingID) }

  package func labels(_ samples: [EncodedSample]) -> TokenBatch { TokenBatch(samples.map(\.label), paddingID: tokenizer.paddingID) }

  /// The pictures of a batch as one tensor, (batch, size, size, 3).
  package func pixels(_ pictures: [[Float]]) -> Tensor {
    let batch = Tensor(uninitialized: [pictures.count, imageExtent, imageExtent, 3])
    for (index, picture) in pictures.enumerated() {
      picture.withUnsafeBufferPointer { source in
        guard let start = source.baseAddress else { return }
        (batch.pointer + index * picture.count).update(from: start, count: picture.count)
      }
    }
    return batch
  }
}
