/// What a Florence-2 model is made of: the facts of its config.json.
public struct FlorenceConfiguration: Sendable, Equatable {
  /// The two ways to write the same model down: keys in config.json and names in the weights' file.
  public enum Layout: String, Sendable, CaseIterable {
    /// Microsoft's own.
    case original
    /// That of transformers' `Florence2ForConditionalGeneration`.
    case native
  }

  public var layout: Layout
  public var vision: VisionConfiguration
  public var text: TextConfiguration
  /// The token that stands for image features in the prompts of transformers' processor; there is none in the original layout.
  public var imageTokenID: Int32?
  /// `auto_map` of the original layout, which names the Python classes to load it with.
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
    public var heads: Int
    public var groups: Int
    public var patchSize: Int
    public var patchStride: Int
    public var patchPadding: Int
    /// Whether the layer norm comes before the convolution, over its inputs.
    public var isNormalizedFirst: Bool
  }

  public var stages: [Stage]
  /// Colours of the image.
  public var channels = 3
  public var window: Int
  /// Width of the hidden layer of a block's feed-forward part over the block's own.
  public var feedForwardRatio = 4.0
  public var hasQueryKeyValueBias = true
  /// The last block's; the first has 0 and those between lie on a line.
  public var dropPathRate: Double
  /// Width of the image features, the language model's.
  public var projectionWidth: Int
  /// Rows and columns that the position tables know.
  public var maximumPositions: Int
  public var maximumFrames = 100
  public var initialDeviation = 0.02

  /// Channels of the last map.
  public var outputWidth: Int { stages.last?.width ?? 0 }

  /// The width of the hidden layer in a block of `stage`.
  func feedForwardWidth(_ stage: Stage) -> Int { Int(Double(stage.width) * feedForwardRatio) }

  /// The extent of the last map for an image of `extent` pixels, at most 0 when the image is too small.
  public func mapExtent(imageExtent extent: Int) -> Int {
    stages.reduce(extent) { extent, stage in
      let room = extent + 2 * stage.patchPadding - stage.patchSize
      return extent < 1 || room < 0 ? 0 : room / stage.patchStride + 1
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
    public var layers: Int
    public var heads: Int
    public var feedForwardWidth: Int
  }

  public var vocabularySize: Int
  public var width: Int
  public var encoder: Stack
  public var decoder: Stack
  /// Tokens that the position tables know, for image features and prompt together and for an answer.
  public var maximumPositions: Int
  public var dropout = 0.1
  public var attentionDropout = 0.1
  public var activationDropout = 0.1
  /// Whether embeddings are multiplied by the root of the width.
  public var scalesEmbedding = false
  /// Whether the head that scores tokens is the embedding table itself; the weights' file decides.
  public var tiesEmbedding = true
  public var initialDeviation = 0.02

  public var beginID: Int32 = 0
  public var paddingID: Int32 = 1
  public var endID: Int32 = 2
  /// What the decoder reads before its first token.
  public var decoderStartID: Int32 = 2
  /// The first token of every answer; nil: free.
  public var forcedBeginID: Int32? = 0
  /// The last token of an answer that reaches its limit; nil: free.
  public var forcedEndID: Int32? = 2
  /// What the checkpoint asks for in generation.
  public var beams = 3
  public var noRepeatNGramSize = 3
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
      layout: .native,
      vision: VisionConfiguration(stages: stages, window: 3, dropPathRate: 0.1, projectionWidth: 32, maximumPositions: 50),
      text: TextConfiguration(vocabularySize: vocabularySize, width: 32, encoder: stack, decoder: stack, maximumPositions: 1024),
      imageTokenID: Int32(clamping: vocabularySize - 1))
  }

  /// The published sizes: 0.23 billion weights (base), 0.77 billion (large).
  public static let base = published(widths: [128, 256, 512, 1024], width: 768, layers: 6, heads: 12, positions: 1024)
  public static let large = published(widths: [256, 512, 1024, 2048], width: 1024, layers: 12, heads: 16, positions: 4096)

  private static func published(widths: [Int], width: Int, layers: Int, heads: Int, positions: Int) -> FlorenceConfiguration {
    let stages = widths.enumerated().map { index, width in
      VisionConfiguration.Stage(
        width: width, depth: index == 2 ? 9 : 1, heads: width / 32, groups: width / 32, patchSize: index == 0 ? 7 : 3,
        patchStride: index == 0 ? 4 : 2, patchPadding: index == 0 ? 3 : 1, isNormalizedFirst: index > 0)
    }
    let stack = TextConfiguration.Stack(layers: layers, heads: heads, feedForwardWidth: 4 * width)
    return FlorenceConfiguration(
      layout: .original,
      vision: VisionConfiguration(stages: stages, window: 12, dropPathRate: 0.1, projectionWidth: width, maximumPositions: 50),
      text: TextConfiguration(vocabularySize: 51_289, width: width, encoder: stack, decoder: stack, maximumPositions: positions))
  }
}
