import Essentials

/// An input that the model has no room for.
public enum ModelLimit: DiagnosticError, Equatable {
  /// The image's last map is not square.
  case imageNotSquare(width: Int, height: Int)
  /// An image of more pixels a side than any is brought to.
  case imageExtent(Int, limit: Int)
  /// The map that reaches a stage is smaller than the stage's convolution.
  case stageInput(stage: Int, extent: Int, patchSize: Int, patchPadding: Int, imageExtent: Int)
  /// The image leaves a map of `side` places, and the position tables know `limit`.
  case imageSize(extent: Int, side: Int, limit: Int)
  /// A stage's strides leave a map that takes gigabytes for a single image.
  case mapTooLarge(stage: Int, extent: Int, channels: Int, imageExtent: Int)
  /// Image features and the longest prompt together.
  case prompt(tokens: Int, imageTokens: Int, limit: Int)
  /// An answer longer than the decoder.
  case answer(tokens: Int, limit: Int)
  /// A token that the model's table does not have.
  case token(id: Int32, vocabularySize: Int)

  /// One, with the remedy.
  public var diagnostics: [Diagnostic] {
    switch self {
    case .imageNotSquare(let width, let height):
      [Diagnostic(.value, "images of \(width) x \(height) pixels do not suit the model", hint: "its images are square; set image_size")]
    case .imageSize(let extent, let side, let limit):
      [
        Diagnostic(
          .value, "an image of \(extent) pixels leaves a map of \(side) x \(side) places, the model knows 1 to \(limit) a side",
          hint: "choose a smaller image_size")
      ]
    case .imageExtent(let extent, let limit):
      [
        Diagnostic(
          .value, "images of \(extent) pixels a side are larger than the \(limit) allowed", hint: "choose a smaller image_size")
      ]
    case .stageInput(let stage, let extent, let patchSize, let patchPadding, let imageExtent):
      [
        Diagnostic(
          .value,
          "of an image of \(imageExtent) pixels \(extent) x \(extent) places reach stage \(stage), whose patch_size \(patchSize) with"
            + " patch_padding \(patchPadding) needs more", hint: "choose a larger image_size, or see whether config.json is this model's")
      ]
    case .mapTooLarge(let stage, let extent, let channels, let imageExtent):
      [
        Diagnostic(
          .value,
          "an image of \(imageExtent) pixels leaves a map of \(extent) x \(extent) places in stage \(stage), with \(channels) numbers at"
            + " each: \(Int(4e-9 * Double(extent) * Double(extent) * Double(channels))) GB",
          hint: "choose a smaller image_size, or see whether patch_stride in config.json is this model's")
      ]
    case .prompt(let tokens, let imageTokens, let limit):
      [
        Diagnostic(
          .value, "\(imageTokens) image features and a prompt of \(tokens) tokens are more than the model's \(limit) positions",
          hint: "shorten the prompt to \(max(0, limit - imageTokens)) tokens, or choose a smaller image_size")
      ]
    case .answer(let tokens, let limit):
      [Diagnostic(.value, "an answer of \(tokens) tokens is longer than the model's \(limit) positions", hint: "shorten it")]
    case .token(let id, let vocabularySize):
      [
        Diagnostic(
          .value, "the tokenizer's token \(id) is none of the model's \(vocabularySize)", hint: "the tokenizer belongs to another model")
      ]
    }
  }
}
