import Essentials
import Files
import SystemPackage
import Tensors

extension FlorenceConfiguration {
  /// Writes config.json in the configuration's layout.
  ///
  /// - Parameters:
  ///   - precision: of the weights beside it.
  ///   - path: the file.
  /// - Throws: `Faults` when the file cannot be written.
  public func write(precision: DType = .float32, to path: FilePath) throws {
    try AtomicFile.write(json(precision).fileContents, to: path)
  }

  private func json(_ precision: DType) -> JSONValue {
    switch layout {
    case .microsoft: microsoftJSON(precision)
    case .transformers: transformersJSON(precision)
    }
  }

  private func transformersJSON(_ precision: DType) -> JSONValue {
    .object([
      "architectures": .list([.text("Florence2ForConditionalGeneration")]),
      "dtype": .text(precision.name),
      "image_token_id": .integer(Int(imageTokenID ?? 51_289)),
      "is_encoder_decoder": .bool(true),
      "model_type": .text("florence2"),
      "text_config": .object(textJSON.merging(["model_type": .text("bart")]) { $1 }),
      "tie_word_embeddings": .bool(text.tiesEmbedding),
      "vision_config": .object(
        visionJSON.merging([
          "activation_function": .text("gelu"),
          "embed_dim": list(vision.stages, \.width),
          "in_channels": .integer(vision.channels),
          "initializer_range": .number(vision.initialDeviation),
          "max_position_embeddings": .integer(vision.maximumPositions),
          "max_temporal_embeddings": .integer(vision.maximumFrames),
          "mlp_ratio": .number(vision.feedForwardRatio),
          "model_type": .text("florence_vision"),
          "qkv_bias": .bool(vision.hasQueryKeyValueBias),
        ]) { $1 }),
    ])
  }

  private func microsoftJSON(_ precision: DType) -> JSONValue {
    var values: [String: JSONValue] = [
      "architectures": .list([.text("Florence2ForConditionalGeneration")]),
      "bos_token_id": .integer(Int(text.beginID)),
      "eos_token_id": .integer(Int(text.endID)),
      "ignore_index": .integer(-100),
      "is_encoder_decoder": .bool(true),
      "model_type": .text("florence2"),
      "pad_token_id": .integer(Int(text.paddingID)),
      "projection_dim": .integer(vision.projectionWidth),
      "text_config": .object(textJSON.merging(["model_type": .text("florence2_language")]) { $1 }),
      "torch_dtype": .text(precision.name),
      "vocab_size": .integer(text.vocabularySize),
    ]
    var vision = visionJSON
    vision["dim_embed"] = list(self.vision.stages, \.width)
    vision["enable_checkpoint"] = .bool(false)
    vision["image_feature_source"] = .list([.text("spatial_avg_pool"), .text("temporal_avg_pool")])
    vision["image_pos_embed"] = .object([
      "type": .text("learned_abs_2d"), "max_pos_embeddings": .integer(self.vision.maximumPositions),
    ])
    vision["model_type"] = .text("davit")
    vision["visual_temporal_embedding"] = .object([
      "type": .text("COSINE"), "max_temporal_embeddings": .integer(self.vision.maximumFrames),
    ])
    // Constructor defaults of Microsoft's code, which has no keys for them; written only where another value must not be lost.
    if self.vision.feedForwardRatio != 4 { vision["mlp_ratio"] = .number(self.vision.feedForwardRatio) }
    if !self.vision.hasQueryKeyValueBias { vision["qkv_bias"] = .bool(false) }
    values["vision_config"] = .object(vision)
    if !text.tiesEmbedding { values["tie_word_embeddings"] = .bool(false) }
    if !classNames.isEmpty { values["auto_map"] = .object(classNames.mapValues { .text($0) }) }
    return .object(values)
  }

  /// The keys of `vision_config` that both layouts share.
  private var visionJSON: [String: JSONValue] {
    [
      "depths": list(vision.stages, \.depth),
      "drop_path_rate": .number(vision.dropPathRate),
      "num_groups": list(vision.stages, \.groups),
      "num_heads": list(vision.stages, \.heads),
      "patch_padding": list(vision.stages, \.patchPadding),
      "patch_prenorm": .list(vision.stages.map { .bool($0.isNormalizedFirst) }),
      "patch_size": list(vision.stages, \.patchSize),
      "patch_stride": list(vision.stages, \.patchStride),
      "projection_dim": .integer(vision.projectionWidth),
      "window_size": .integer(vision.window),
    ]
  }

  /// The keys of `text_config` that both layouts share.
  private var textJSON: [String: JSONValue] {
    func id(_ value: Int32?) -> JSONValue { value.map { .integer(Int($0)) } ?? .null }
    var values: [String: JSONValue] = [
      "activation_dropout": .number(text.activationDropout),
      "activation_function": .text("gelu"),
      "attention_dropout": .number(text.attentionDropout),
      "bos_token_id": id(text.beginID),
      "d_model": .integer(text.width),
      "decoder_start_token_id": id(text.decoderStartID),
      "dropout": .number(text.dropout),
      "early_stopping": text.earlyStopping.json,
      "eos_token_id": id(text.endID),
      "forced_bos_token_id": id(text.forcedBeginID),
      "forced_eos_token_id": id(text.forcedEndID),
      "init_std": .number(text.initialDeviation),
      "is_encoder_decoder": .bool(true),
      "max_position_embeddings": .integer(text.maximumPositions),
      "no_repeat_ngram_size": .integer(text.noRepeatNGramSize),
      "num_beams": .integer(text.beams),
      "num_hidden_layers": .integer(text.encoder.layers),
      "pad_token_id": id(text.paddingID),
      "scale_embedding": .bool(text.scalesEmbedding),
      // Encoder and decoder share one table in any case; whether the head does is the outer key's to say.
      "tie_word_embeddings": .bool(true),
      "vocab_size": .integer(text.vocabularySize),
    ]
    for (name, stack) in [("encoder", text.encoder), ("decoder", text.decoder)] {
      values["\(name)_attention_heads"] = .integer(stack.heads)
      values["\(name)_ffn_dim"] = .integer(stack.feedForwardWidth)
      values["\(name)_layerdrop"] = .number(0)
      values["\(name)_layers"] = .integer(stack.layers)
    }
    return values
  }

  private func list(_ stages: [VisionConfiguration.Stage], _ value: (VisionConfiguration.Stage) -> Int) -> JSONValue {
    .list(stages.map { .integer(value($0)) })
  }
}

extension EarlyStopping {
  var json: JSONValue {
    switch self {
    case .whenFull: .bool(true)
    case .whenHopeless: .bool(false)
    case .never: .text("never")
    }
  }
}
