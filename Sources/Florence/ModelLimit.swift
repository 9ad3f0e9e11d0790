import Essentials

/// An input that the model has no room for.
public enum ModelLimit: DiagnosticError, Equatable {
  /// The image's last map is not square.
  case imageNotSquare(width: Int, height: Int)
  /// The image leaves a map of `side` places, and the position tables know `limit`; 0 places: the image is too small.
  case imageSize(extent: Int, side: Int, limit: Int)
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
          hint: "choose \(side < 1 ? "a larger" : "a smaller") image_size")
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
