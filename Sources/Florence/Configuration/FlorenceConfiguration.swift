/// What a Florence-2 model is made of: the facts of its config.json.
public struct FlorenceConfiguration: Sendable, Equatable {
  /// The two ways to write the same model down: keys in config.json and names in the weights' file.
  public enum Layout: String, Sendable, CaseIterable {
    /// Microsoft's own.
    case microsoft
    /// That of transformers' `Florence2ForConditionalGeneration`.
    case transformers
  }

  /// How it was written, and is written again.
  public var layout: Layout
  /// The image tower and the projector.
  public var vision: VisionConfiguration
  /// The language model.
  public var text: TextConfiguration
  /// The token that stands for image features in the prompts of transformers' processor; there is none in Microsoft's layout.
  public var imageTokenID: Int32?
  /// `auto_map` of Microsoft's layout, which names the Python classes to load it with.
  public var classNames: [String: String] = [:]
}

/// The image tower (DaViT) and the projector behind it.
public struct VisionConfiguration: Sendable, Equatable {
  /// One resolution of the tower: a convolution that shrinks the map, then pairs of a spatial and a channel block.
  public struct Stage: Sendable, Equatable {
    /// Channels.
    public var width: Int
    /// Pairs of blocks.
    public var depth: Int
    /// Heads of the attention inside windows.
    public var heads: Int
    /// Groups of the attention across channels.
    public var groups: Int
    /// Extent of the convolution.
    public var patchSize: Int
    /// Places from one application of the convolution to the next.
    public var patchStride: Int
    /// Zeros around the map.
    public var patchPadding: Int
    /// Whether the layer norm comes before the convolution, over its inputs.
    public var isNormalizedFirst: Bool
  }

  /// From the image on.
  public var stages: [Stage]
  /// Colours of the image.
  public var channels = 3
  /// Extent of the windows that attention stays inside of.
  public var window: Int
  /// Width of the hidden layer of a block's feed-forward part over the block's own.
  public var feedForwardRatio = 4.0
  /// Whether the linear maps before the attentions have a bias.
  public var hasQueryKeyValueBias = true
  /// The last block's; the first has 0 and those between lie on a line.
  public var dropPathRate: Double
  /// Width of the image features, the language model's.
  public var projectionWidth: Int
  /// Rows and columns that the position tables know.
  public var maximumPositions: Int
  /// Frames that the position table of videos knows; images use the first.
  public var maximumFrames = 100
  /// Standard deviation of random weights.
  public var initialDeviation = 0.02

  /// What the layer norms add to the variance: PyTorch's default. Neither layout has a key for it, nor do the reference codes read one.
  public var normEpsilon: Double { 1e-5 }

  /// Pairs of blocks in all stages.
  var blockPairs: Int { stages.reduce(0) { $0 + $1.depth } }

  /// Channels of the last map.
  public var outputWidth: Int { stages.last?.width ?? 0 }

  /// The width of the hidden layer in a block of `stage`.
  func feedForwardWidth(_ stage: Stage) -> Int { Int(Double(stage.width) * feedForwardRatio) }

  /// The extent of the last map for an image of `extent` pixels, at most 0 when the image is too small.
  public func mapExtent(imageExtent extent: Int) -> Int { mapExtents(imageExtent: extent).last ?? extent }

  /// The extent of each stage's map for an image of `extent` pixels, 0 from the stage on whose input is too small for it.
  func mapExtents(imageExtent extent: Int) -> [Int] {
    var extent = extent
    return stages.map { stage in
      let room = extent + 2 * stage.patchPadding - stage.patchSize
      extent = extent < 1 || room < 0 ? 0 : room / stage.patchStride + 1
      return extent
    }
  }

  /// Vectors that the language model gets for a square image: one for each place of the last map, and their mean.
  public func imageTokens(imageExtent extent: Int) -> Int {
    let side = mapExtent(imageExtent: extent)
    return side * side + 1
  }
}

/// The language model, a BART encoder and decoder.
public struct TextConfiguration: Sendable, Equatable {
  /// The size of an encoder's or a decoder's stack of layers.
  public struct Stack: Sendable, Equatable {
    /// Layers, one after the other.
    public var layers: Int
    /// Heads of every attention.
    public var heads: Int
    /// Width of the hidden layer of the feed-forward parts.
    public var feedForwardWidth: Int
  }

  /// Rows of the embedding table.
  public var vocabularySize: Int
  /// Of embeddings and states.
  public var width: Int
  /// Reads image features and prompt.
  public var encoder: Stack
  /// Writes the answer.
  public var decoder: Stack
  /// Tokens that the position tables know, for image features and prompt together and for an answer.
  public var maximumPositions: Int
  /// After embeddings, attentions and feed-forward parts.
  public var dropout = 0.1
  /// On attention probabilities.
  public var attentionDropout = 0.1
  /// Inside feed-forward parts.
  public var activationDropout = 0.1
  /// Whether embeddings are multiplied by the root of the width.
  public var scalesEmbedding = false
  /// Whether the head that scores tokens is the embedding table itself; the weights' file decides.
  public var tiesEmbedding = true
  /// Standard deviation of random weights.
  public var initialDeviation = 0.02
  /// What the layer norms add to the variance: PyTorch's default. Neither layout has a key for it, nor does BART's code read one.
  public var normEpsilon: Double { 1e-5 }

  /// `<s>`.
  public var beginID: Int32 = 0
  /// `<pad>`.
  public var paddingID: Int32 = 1
  /// `</s>`.
  public var endID: Int32 = 2
  /// What the decoder reads before its first token.
  public var decoderStartID: Int32 = 2
  /// The first token of every answer; nil: free.
  public var forcedBeginID: Int32? = 0
  /// The last token of an answer that reaches its limit; nil: free.
  public var forcedEndID: Int32? = 2
  /// Answers that the checkpoint wants followed at a time.
  public var beams = 3
  /// Tokens of a run that it does not want twice.
  public var noRepeatNGramSize = 3
  /// When its beam search ends.
  public var earlyStopping = EarlyStopping.whenFull
}

extension FlorenceConfiguration {
  /// The architecture in miniature, for tests and lessons: 1.2 % of the base model's layers' width, images of 64 pixels and more.
  public static func tiny(vocabularySize: Int) -> FlorenceConfiguration {
    let widths = [8, 16, 32, 64]
    let stages = widths.enumerated().map { index, width in
      VisionConfiguration.Stage(
        width: width, depth: index == 2 ? 2 : 1, heads: width / 8, groups: width / 8, patchSize: index == 0 ? 7 : 3,
        patchStride: index == 0 ? 4 : 2, patchPadding: index == 0 ? 3 : 1, isNormalizedFirst: index > 0)
    }
    let stack = TextConfiguration.Stack(layers: 2, heads: 4, feedForwardWidth: 64)
    return FlorenceConfiguration(
      layout: .transformers,
      vision: VisionConfiguration(stages: stages, window: 3, dropPathRate: 0.1, projectionWidth: 32, maximumPositions: 50),
      text: TextConfiguration(vocabularySize: vocabularySize, width: 32, encoder: stack, decoder: stack, maximumPositions: 1024),
      imageTokenID: Int32(clamping: vocabularySize - 1))
  }

  /// The published model of 0.23 billion weights.
  public static let base = published(widths: [128, 256, 512, 1024], width: 768, layers: 6, heads: 12, positions: 1024)
  /// The published model of 0.78 billion weights.
  public static let large = published(widths: [256, 512, 1024, 2048], width: 1024, layers: 12, heads: 16, positions: 4096)

  private static func published(widths: [Int], width: Int, layers: Int, heads: Int, positions: Int) -> FlorenceConfiguration {
    let stages = widths.enumerated().map { index, width in
      VisionConfiguration.Stage(
        width: width, depth: index == 2 ? 9 : 1, heads: width / 32, groups: width / 32, patchSize: index == 0 ? 7 : 3,
        patchStride: index == 0 ? 4 : 2, patchPadding: index == 0 ? 3 : 1, isNormalizedFirst: index > 0)
    }
    let stack = TextConfiguration.Stack(layers: layers, heads: heads, feedForwardWidth: 4 * width)
    return FlorenceConfiguration(
      layout: .microsoft,
      vision: VisionConfiguration(stages: stages, window: 12, dropPathRate: 0.1, projectionWidth: width, maximumPositions: 50),
      text: TextConfiguration(vocabularySize: 51_289, width: width, encoder: stack, decoder: stack, maximumPositions: positions))
  }
}
