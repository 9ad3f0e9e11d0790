import Datasets
import Essentials
import Florence
import Layers
import SystemPackage
import Tensors

/// One sample on its way through the model, every stage of it kept, to be held against another implementation.
package struct SampleTrace {
  /// The mean over the answer's tokens.
  package let loss: Double
  private let contents: [(name: String, content: SafeTensorsWriter.Content)]

  /// Runs a sample through the model in evaluation mode: no dropout, no drop path.
  ///
  /// - Parameter gradients: also the gradient of the loss for everything that trains, named as in adapter files, or as in the checkpoint
  ///   when the weights themselves train.
  /// - Throws: what is wrong with the sample; `Stopped`.
  package init(_ fitted: TrainableModel, _ split: DatasetSplit, index: Int, gradients: Bool, stop: StopToken = .never) throws {
    let opened = fitted.opened
    let sample = try SampleEncoder(opened).encode(index, of: split)
    let (prompts, labels) = (opened.prompts([sample]), opened.labels([sample]))
    let pixels = opened.pixels([sample.pixels ?? []])
    let pass = ForwardPass(tape: gradients ? Tape() : nil)
    defer { opened.model.clearGradients() }
    let (loss, contents) = try Parallel.abandoning(when: stop) {
      let features = try opened.model.imageFeatures(pixels, pass)
      let encoding = try opened.model.encode(features, prompts: prompts, pass)
      let logits = try opened.model.logits(encoding, labels: labels, pass)
      let (sum, tokens) = opened.model.loss(logits: logits, labels: labels)
      let loss = sum.scalar / Float(tokens)
      if gradients { pass.backward(sum, scale: 1 / Float(tokens)) }
      func ids(_ ids: [Int32]) -> SafeTensorsWriter.Content { .integers(ids.map(Int.init), shape: [1, ids.count]) }
      let contents: [(name: String, content: SafeTensorsWriter.Content)] = [
        ("pixel_values", .tensor(pixels.channelsFirst)), ("input_ids", ids(sample.prompt)), ("labels", ids(sample.label)),
        ("image_features", .tensor(features)), ("encoder", .tensor(encoding.states)), ("logits", .tensor(logits)),
        ("loss", .tensor(Tensor([loss], shape: []))),
      ]
      return (loss, contents + (gradients ? fitted.gradients : []))
    }
    self.loss = Double(loss)
    self.contents = contents
  }

  /// Writes all of it as safetensors, whole or not at all. Pixels are (1, 3, height, width), states (1, tokens, width).
  package func write(to path: FilePath) throws { try SafeTensorsWriter.write(contents, to: path) }
}

extension TrainableModel {
  /// The gradients that a backward left; zeros where the loss did not depend on a parameter.
  fileprivate var gradients: [(name: String, content: SafeTensorsWriter.Content)] {
    let parameters =
      adaptation?.parameters(in: opened.naming).map { ($0.key, $0.parameter) }
      ?? opened.model.uniqueParameters.filter(\.parameter.isTrainable).map { (opened.checkpointName($0.name), $0.parameter) }
    return parameters.map { name, parameter in (name, .tensor(parameter.gradient ?? .zeros(parameter.shape))) }
  }
}

extension LoadedModel {
  /// How the model's checkpoint spells a weight's name.
  fileprivate func checkpointName(_ name: String) -> String {
    CheckpointNames.name(name, in: model.configuration.layout) ?? name
  }
}

extension Tensor {
  /// (batch, height, width, channels) as (batch, channels, height, width).
  fileprivate var channelsFirst: Tensor {
    let (batch, places, channels) = (shape[0], shape[1] * shape[2], shape[3])
    let result = TensorBuffer([batch, channels, shape[1], shape[2]])
    for sample in 0..<batch {
      for channel in 0..<channels {
        let target = result.pointer + (sample * channels + channel) * places
        let source = pointer + sample * places * channels + channel
        for place in 0..<places { target[place] = source[place * channels] }
      }
    }
    return result.finish()
  }
}
