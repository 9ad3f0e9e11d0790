import Essentials
import Layers
import Tensors

/// Florence-2: an image tower, a projector, and a language model that reads image features and a prompt and writes the answer.
public final class FlorenceModel: Layer {
  /// Its sizes and special tokens.
  public let configuration: FlorenceConfiguration
  /// The probabilities of its dropouts, live.
  public let dropouts: DropoutRates
  let vision: VisionTower
  let projector: ImageProjector
  let language: LanguageModel
  /// Scores every token of the vocabulary; its weight is the embedding table's unless the checkpoint has one of its own.
  public let head: Linear
  /// (1, vocabulary), added to the scores; nil is zero, what published checkpoints have.
  var scoreBias: Tensor?

  /// A model whose weights are to be loaded or initialised.
  public init(_ configuration: FlorenceConfiguration) {
    self.configuration = configuration
    dropouts = DropoutRates(configuration)
    vision = VisionTower(configuration.vision, dropouts)
    projector = ImageProjector(configuration.vision)
    language = LanguageModel(configuration.text, dropouts)
    head =
      configuration.text.tiesEmbedding
      ? Linear(tiedTo: language.embedding.weight)
      : Linear(inputs: configuration.text.width, outputs: configuration.text.vocabularySize, hasBias: false)
  }

  /// Named as transformers names them.
  public var members: [Member] {
    [
      Member("model.vision_tower", vision), Member("model.multi_modal_projector", projector), Member("model.language_model", language),
      Member("lm_head", head),
    ]
  }

  /// The drop path's probability in each block of the image tower, spatial and channel in turns.
  package var dropPathRates: [Double] { vision.blocks.joined().flatMap { [$0.spatial.dropPathRate, $0.channel.dropPathRate] } }

  /// The model's view of images.
  ///
  /// - Parameters:
  ///   - pixels: (batch, height, width, 3), normalised.
  ///   - pass: whether it is for training, and what it remembers.
  /// - Returns: (batch, image tokens, width). Made in a pass of their own, in evaluation mode, they may be kept for all epochs.
  /// - Throws: `ModelLimit` for images that are not square, too small or too large.
  public func imageFeatures(_ pixels: Tensor, _ pass: ForwardPass) throws -> Tensor {
    precondition(pixels.shape.count == 4 && pixels.shape[3] == configuration.vision.channels, "pixels of shape \(pixels.shape)")
    try checkImage(width: pixels.shape[2], height: pixels.shape[1])
    let map = vision(pixels, pass)
    vision.releaseMappedWeights()
    return projector(map, pass).reachedInBackward { [language] in language.releaseMappedWeights() }
  }

  /// The encoder's states for image features (batch, image tokens, width) with a prompt each. Padding is seen by nobody.
  ///
  /// - Throws: `ModelLimit` when features and prompt are longer than the position table, or a token is unknown.
  public func encode(_ features: Tensor, prompts: TokenBatch, _ pass: ForwardPass) throws -> Encoding {
    precondition(features.shape[0] == prompts.count, "\(features.shape[0]) images with \(prompts.count) prompts")
    let imageTokens = features.shape[1]
    try checkPrompt(tokens: prompts.width, imageTokens: imageTokens)
    try check(prompts.ids)
    let merged =
      prompts.width == 0
      ? features : Tensor.concatenatedTokens(features, language.embeddings(prompts.ids, batch: prompts.count, pass))
    let lengths = prompts.lengths.map { imageTokens + $0 }
    return Encoding(states: language.encoder(merged, lengths: lengths, pass), lengths: lengths)
  }

  /// The scores (batch, tokens, vocabulary) of what follows the start token and the label's tokens but the last: the decoder reads the
  /// labels shifted to the right.
  ///
  /// - Throws: `ModelLimit` when a label is longer than the position table, or a token is unknown.
  public func logits(_ encoding: Encoding, labels: TokenBatch, _ pass: ForwardPass) throws -> Tensor {
    precondition(labels.count == encoding.lengths.count && labels.width > 0, "\(labels.count) labels of \(labels.width) tokens")
    try checkAnswer(tokens: labels.width)
    try check(labels.ids)
    let start = configuration.text.decoderStartID
    let inputs = labels.ids.indices.map { $0 % labels.width == 0 ? start : labels.ids[$0 - 1] }
    let embeddings = language.embeddings(inputs, batch: labels.count, pass)
    return scores(language.decoder(embeddings, encoding, pass), pass)
  }

  /// The sum of -log p over the labels' tokens, and how many there are: the loss is one over the other.
  ///
  /// - Parameters:
  ///   - countsPadding: also asks for the padding after a label, as Roboflow's trainer does; it is left out otherwise.
  ///   - smoothing: tokens that share a label with their neighbours.
  /// - Throws: `ModelLimit` as `encode` and `logits` do.
  package func loss(
    features: Tensor, prompts: TokenBatch, labels: TokenBatch, countsPadding: Bool = false, smoothing: NeighbourSmoothing? = nil,
    _ pass: ForwardPass
  ) throws -> (sum: Tensor, tokens: Int) {
    let logits = try logits(encode(features, prompts: prompts, pass), labels: labels, pass)
    return loss(logits: logits, labels: labels, countsPadding: countsPadding, smoothing: smoothing)
  }

  /// The loss, see above, of scores (batch, tokens, vocabulary) that are already there.
  package func loss(
    logits: Tensor, labels: TokenBatch, countsPadding: Bool = false, smoothing: NeighbourSmoothing? = nil
  ) -> (sum: Tensor, tokens: Int) {
    if countsPadding {
      return (logits.crossEntropySum(labels: labels.ids, ignoring: Self.ignored, smoothing: smoothing), labels.ids.count)
    }
    let targets = labels.ids.indices.map { $0 % labels.width < labels.lengths[$0 / labels.width] ? labels.ids[$0] : Self.ignored }
    return (logits.crossEntropySum(labels: targets, ignoring: Self.ignored, smoothing: smoothing), labels.lengths.reduce(0, +))
  }

  /// A label that asks for nothing.
  private static let ignored: Int32 = -100

  /// Decoder states (rows, tokens, width) to scores (rows, tokens, vocabulary).
  func scores(_ states: Tensor, _ pass: ForwardPass) -> Tensor {
    let scores = head(states, pass)
    guard let scoreBias else { return scores }
    let rows = scores.count / configuration.text.vocabularySize
    return scores.reshaped([rows, 1, configuration.text.vocabularySize]).addingToEverySample(scoreBias).reshaped(scores.shape)
  }
}

extension FlorenceModel {
  /// Throws `ModelLimit` unless the model can look at images of this size.
  public func checkImage(width: Int, height: Int) throws {
    let (vision, extent) = (configuration.vision, max(width, height))
    guard extent <= ImagePreprocessing.extentLimit else { throw ModelLimit.imageExtent(extent, limit: ImagePreprocessing.extentLimit) }
    let (columns, rows) = (vision.mapExtents(imageExtent: width), vision.mapExtents(imageExtent: height))
    for (index, stage) in vision.stages.enumerated() where min(columns[index], rows[index]) < 1 {
      let before = index == 0 ? min(width, height) : min(columns[index - 1], rows[index - 1])
      throw ModelLimit.stageInput(
        stage: index, extent: before, patchSize: stage.patchSize, patchPadding: stage.patchPadding, imageExtent: min(width, height))
    }
    let side = columns.last ?? width
    guard rows.last ?? height == side else { throw ModelLimit.imageNotSquare(width: width, height: height) }
    let limit = vision.maximumPositions
    guard side <= limit else { throw ModelLimit.imageSize(extent: extent, side: side, limit: limit) }
    for (index, stage) in vision.stages.enumerated() {
      // What is largest: the hidden layer of the feed-forward part, or queries, keys and values.
      let channels = Double(max(vision.feedForwardWidth(stage), 3 * stage.width))
      let bytes = 4 * Double(columns[index]) * Double(rows[index]) * channels
      guard bytes <= Self.mapByteLimit else {
        throw ModelLimit.mapTooLarge(stage: index, extent: columns[index], channels: Int(channels), imageExtent: extent)
      }
    }
  }

  /// Many times what the largest map of the largest Florence-2 takes at the largest size that it knows.
  private static let mapByteLimit = 4e9

  /// Throws `ModelLimit` unless a prompt of `tokens` fits behind the image features.
  public func checkPrompt(tokens: Int, imageTokens: Int) throws {
    let limit = configuration.text.maximumPositions
    guard imageTokens + tokens <= limit else { throw ModelLimit.prompt(tokens: tokens, imageTokens: imageTokens, limit: limit) }
  }

  /// Throws `ModelLimit` unless the decoder has positions for an answer of `tokens`.
  public func checkAnswer(tokens: Int) throws {
    let limit = configuration.text.maximumPositions
    guard tokens <= limit else { throw ModelLimit.answer(tokens: tokens, limit: limit) }
  }

  /// Throws `ModelLimit` unless the model knows all `ids`.
  public func check(_ ids: some Sequence<Int32>) throws {
    let size = configuration.text.vocabularySize
    if let id = ids.first(where: { !(0..<Int32(size)).contains($0) }) { throw ModelLimit.token(id: id, vocabularySize: size) }
  }
}
