import FineTuning
import Layers
import Tensors

/// The features of one image, in evaluation mode.
struct VisionWork: Work {
  private let opened: LoadedModel
  private let pixels: Tensor
  let facts: [String: String]

  init(_ opened: LoadedModel, facts: [String: String]) {
    self.opened = opened
    self.facts = facts
    pixels = opened.pixels([RandomInputs.pixels(sample: 0, extent: opened.imageExtent)])
  }

  func run() throws -> Double { try seconds { _ = try opened.model.imageFeatures(pixels, ForwardPass()) } }
}
