import Essentials
import Files
import SystemPackage

extension FlorenceConfiguration {
  /// More weights than the largest Florence-2 has by far, so that a damaged file cannot ask for all memory.
  private static let weightLimit = 8e9

  /// More pairs of blocks than the largest Florence-2 has by far (12): each is a layer of its own to make, name and walk through.
  private static let blockLimit = 256

  /// Reads and checks a config.json in either layout.
  ///
  /// - Throws: `Faults` with every missing key, impossible value and contradiction of the file.
  public init(path: FilePath) throws { try self.init(ConfigurationReader(path)) }

  /// Reads and checks a config.json that may be the program's own.
  package init(file name: String, in source: FileSource) throws { try self.init(ConfigurationReader(name, in: source)) }

  private init(_ reader: ConfigurationReader) throws {
    let path = reader.path
    let root = reader.section
    let type = root.text("model_type")
    guard type == nil || type == "florence2", let vision = root.section("vision_config"), let text = root.section("text_config") else {
      let found = type.map { "model_type is \"\($0)\"" } ?? "there is no vision_config with a text_config"
      throw Faults(.data, "this is no Florence-2 model: \(found)", file: path.string, hint: "give the folder of a Florence-2 checkpoint")
    }
    guard let layout = Self.layout(of: vision) else {
      throw Faults(
        .data, "vision_config has neither dim_embed nor embed_dim, so its layout is unknown", file: path.string,
        hint: "Microsoft's config.json has dim_embed, that of transformers embed_dim")
    }
    self.init(
      layout: layout, vision: VisionConfiguration(vision, layout), text: TextConfiguration(text, root: root, layout),
      imageTokenID: layout == .transformers ? Int32(root.integer("image_token_id", in: 0...Int(Int32.max), default: 51_289)) : nil)
    for (name, value) in root.section("auto_map")?.values ?? [:] {
      if case .text(let className) = value { classNames[name] = className }
    }
    try reader.finish()
    for fault in contradictions { reader.report(fault.message, hint: fault.hint) }
    try reader.finish()
  }

  private static func layout(of vision: ConfigurationSection) -> Layout? {
    switch vision.text("model_type") {
    case "davit": return .microsoft
    case "florence_vision": return .transformers
    default: break
    }
    if vision.has("dim_embed") { return .microsoft }
    return vision.has("embed_dim") ? .transformers : nil
  }

  /// What is wrong with the values together, each of them being possible by itself.
  var contradictions: [(message: String, hint: String)] {
    var found: [(String, String)] = []
    for (index, stage) in vision.stages.enumerated() {
      if stage.width % stage.heads != 0 {
        found.append(("stage \(index): \(stage.heads) heads do not divide \(stage.width) channels", "num_heads"))
      }
      if stage.width % stage.groups != 0 {
        found.append(("stage \(index): \(stage.groups) groups do not divide \(stage.width) channels", "num_groups"))
      }
      if stage.patchPadding >= stage.patchSize {
        found.append(
          (
            "stage \(index): patch_padding \(stage.patchPadding) is not below patch_size \(stage.patchSize), so the convolution would see"
              + " nothing but padding at the edge", "patch_padding, patch_size"
          ))
      }
      if vision.feedForwardWidth(stage) < 1 {
        found.append(("stage \(index): mlp_ratio \(vision.feedForwardRatio) leaves nothing of \(stage.width) channels", "mlp_ratio"))
      }
    }
    if vision.outputWidth < 2 {
      found.append(("the last stage has \(vision.outputWidth) channel: rows and columns need one each", "dim_embed"))
    }
    if vision.blockPairs > Self.blockLimit {
      found.append(("the stages have \(vision.blockPairs) pairs of blocks, more than \(Self.blockLimit)", "depths"))
    }
    for (name, stack) in [("encoder", text.encoder), ("decoder", text.decoder)] where text.width % stack.heads != 0 {
      found.append(("\(stack.heads) \(name) heads do not divide d_model \(text.width)", "\(name)_attention_heads"))
    }
    if vision.projectionWidth != text.width {
      found.append(
        ("image features of width \(vision.projectionWidth) cannot join tokens of width \(text.width)", "projection_dim, d_model"))
    }
    let ids = [text.beginID, text.paddingID, text.endID, text.decoderStartID, text.forcedBeginID ?? 0, text.forcedEndID ?? 0]
    if let highest = ids.max(), highest >= text.vocabularySize {
      found.append(("a special token has the number \(highest), the vocabulary \(text.vocabularySize) tokens", "vocab_size"))
    }
    if weightEstimate > Self.weightLimit {
      found.append(
        ("the sizes ask for \(Int(weightEstimate / 1e9)) billion weights, more than any Florence-2 has", "d_model, dim_embed, layers"))
    }
    return found.map { ($0.0, "one of these is wrong: \($0.1)") }
  }

  /// About how many weights a model of this configuration has, in floating point so that nothing overflows.
  var weightEstimate: Double {
    var inputs = Double(vision.channels)
    var total = 0.0
    for stage in vision.stages {
      let width = Double(stage.width)
      total += inputs * width * Double(stage.patchSize * stage.patchSize)
      total += 2 * Double(stage.depth) * width * width * (4 + 2 * vision.feedForwardRatio)
      inputs = width
    }
    total += inputs * Double(vision.projectionWidth + vision.maximumPositions + vision.maximumFrames)
    let width = Double(text.width)
    for (stack, attentions) in [(text.encoder, 4.0), (text.decoder, 8.0)] {
      total += Double(stack.layers) * width * (attentions * width + 2 * Double(stack.feedForwardWidth))
    }
    return total + width * (Double(text.vocabularySize) + 2 * Double(text.maximumPositions))
  }
}

extension VisionConfiguration {
  private static let widths = 1...65_536
  private static let stageLimit = 16

  fileprivate init(_ section: ConfigurationSection, _ layout: FlorenceConfiguration.Layout) {
    let widthKey = layout == .microsoft ? "dim_embed" : "embed_dim"
    let widths = section.integers(widthKey, in: Self.widths)
    let count = max(1, widths.count)
    if widths.count > Self.stageLimit {
      section.report("\(widthKey) has \(widths.count) entries, more than \(Self.stageLimit)", hint: "each is a stage of the image tower")
    }
    func perStage<Value>(_ key: String, _ values: [Value], _ harmless: Value) -> [Value] {
      if values.count == count { return values }
      if !values.isEmpty {
        section.report("\(key) has \(values.count) entries, \(widthKey) \(widths.count)", hint: "each needs one per stage")
      }
      return Array(repeating: harmless, count: count)
    }
    let depths = perStage("depths", section.integers("depths", in: 1...256), 1)
    let heads = perStage("num_heads", section.integers("num_heads", in: Self.widths), 1)
    let groups = perStage("num_groups", section.integers("num_groups", in: Self.widths), 1)
    let sizes = perStage("patch_size", section.integers("patch_size", in: 1...64), 1)
    let strides = perStage("patch_stride", section.integers("patch_stride", in: 1...64), 1)
    let paddings = perStage("patch_padding", section.integers("patch_padding", in: 0...64), 0)
    let orders = perStage("patch_prenorm", section.booleans("patch_prenorm"), false)
    stages = widths.indices.map { i in
      Stage(
        width: widths[i], depth: depths[i], heads: heads[i], groups: groups[i], patchSize: sizes[i], patchStride: strides[i],
        patchPadding: paddings[i], isNormalizedFirst: orders[i])
    }
    channels = section.integer("in_channels", in: 3...3, default: 3)
    window = section.integer("window_size", in: 1...64)
    feedForwardRatio = section.number("mlp_ratio", in: 0.01..<64, default: 4)
    hasQueryKeyValueBias = section.boolean("qkv_bias", default: true)
    dropPathRate = section.number("drop_path_rate", in: 0..<1, default: 0.1)
    projectionWidth = section.integer("projection_dim", in: Self.widths)
    initialDeviation = section.number("initializer_range", in: 0..<1, default: 0.02)
    section.requireText("activation_function", among: ["gelu"])
    let positions = 1...10_000
    switch layout {
    case .transformers:
      maximumPositions = section.integer("max_position_embeddings", in: positions, default: 50)
      maximumFrames = section.integer("max_temporal_embeddings", in: positions, default: 100)
    case .microsoft:
      let image = section.section("image_pos_embed")
      let frames = section.section("visual_temporal_embedding")
      image?.requireText("type", among: ["learned_abs_2d"])
      frames?.requireText("type", among: ["COSINE"])
      maximumPositions = image?.integer("max_pos_embeddings", in: positions, default: 50) ?? 50
      maximumFrames = frames?.integer("max_temporal_embeddings", in: positions, default: 100) ?? 100
      let standard = ["spatial_avg_pool", "temporal_avg_pool"]
      if section.has("image_feature_source"), section.texts("image_feature_source") != standard {
        section.report("image_feature_source is not supported", hint: "only \(standard) is, what every published Florence-2 has")
      }
    }
  }
}

extension TextConfiguration {
  /// `root` gives the special ids that `text_config` leaves out; where both have them, the root's may be wrong and are not read.
  fileprivate init(_ section: ConfigurationSection, root: ConfigurationSection, _ layout: FlorenceConfiguration.Layout) {
    let sizes = 1...65_536
    vocabularySize = section.integer("vocab_size", in: 1...4_000_000)
    width = section.integer("d_model", in: sizes)
    func stack(_ name: String) -> Stack {
      Stack(
        layers: section.integer("\(name)_layers", in: 1...256), heads: section.integer("\(name)_attention_heads", in: sizes),
        feedForwardWidth: section.integer("\(name)_ffn_dim", in: 1...262_144))
    }
    encoder = stack("encoder")
    decoder = stack("decoder")
    maximumPositions = section.integer("max_position_embeddings", in: 2...1_000_000)
    // Where a key is left out, transformers' BART has no dropout there.
    let innerDropout = layout == .microsoft ? 0.1 : 0
    dropout = section.number("dropout", in: 0..<1, default: 0.1)
    attentionDropout = section.number("attention_dropout", in: 0..<1, default: innerDropout)
    activationDropout = section.number("activation_dropout", in: 0..<1, default: innerDropout)
    scalesEmbedding = section.boolean("scale_embedding", default: false)
    initialDeviation = section.number("init_std", in: 0..<1, default: 0.02)
    section.requireText("activation_function", among: ["gelu"])
    for key in ["encoder_layerdrop", "decoder_layerdrop"] where section.number(key, in: 0..<1, default: 0) != 0 {
      section.report("\(key) is not supported", hint: "set it to 0, what every published Florence-2 has")
    }

    let ids = 0...Int(Int32.max)
    func id(_ key: String, _ standard: Int) -> Int32 { Int32((section.has(key) ? section : root).integer(key, in: ids, default: standard)) }
    beginID = id("bos_token_id", 0)
    paddingID = id("pad_token_id", 1)
    endID = id("eos_token_id", 2)
    decoderStartID = Int32(section.integer("decoder_start_token_id", in: ids, default: 2))
    forcedBeginID = section.optionalInteger("forced_bos_token_id", in: ids, default: 0).map { Int32($0) }
    forcedEndID = section.optionalInteger("forced_eos_token_id", in: ids, default: 2).map { Int32($0) }
    beams = section.integer("num_beams", in: 1...1000, default: 3)
    noRepeatNGramSize = section.integer("no_repeat_ngram_size", in: 0...1000, default: 3)
    earlyStopping =
      section.text("early_stopping") == "never"
      ? .never : section.boolean("early_stopping", default: true) ? .whenFull : .whenHopeless
  }
}
