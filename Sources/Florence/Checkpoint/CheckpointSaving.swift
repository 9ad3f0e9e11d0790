import Essentials
import Files
import Layers
import SystemPackage
import Tensors

extension FlorenceModel {
  /// Writes the whole model as a checkpoint that `init(checkpoint:)`, transformers or Microsoft's code opens: config.json,
  /// generation_config.json and model.safetensors. Adapters are not in it; merge them first.
  ///
  /// - Parameters:
  ///   - folder: one that exists; files of the same names are replaced.
  ///   - layout: the naming and the layout of config.json; nil: that of the checkpoint the model comes from.
  ///   - precision: how the weights are stored, one of `DType.checkpointTypes`.
  ///   - generation: how answers are to be generated.
  /// - Throws: `Faults` when a file cannot be written, the precision is another one, or a weight is too large for it; nothing is written
  ///   then.
  public func save(
    to folder: FilePath, layout: FlorenceConfiguration.Layout? = nil, precision: DType = .float32,
    generation: GenerationConfiguration = GenerationConfiguration()
  ) throws {
    var configuration = configuration
    configuration.layout = layout ?? configuration.layout
    if configuration.layout == .transformers, configuration.imageTokenID == nil {
      // Microsoft's layout has no such token; its last one, `<and>`, is in no prompt, and transformers wants one of the table's rows.
      configuration.imageTokenID = Int32(clamping: configuration.text.vocabularySize - 1)
    }
    // Adapters that were merged into the head have parted it from the table.
    configuration.text.tiesEmbedding = isHeadTied
    let tensors = namedTensors(in: configuration.layout)
    try precision.check(tensors, in: folder)
    try configuration.write(precision: precision, to: folder.appending("config.json"))
    try generation.write(for: configuration.text, to: folder)
    try SafeTensorsWriter.write(tensors, as: precision, to: folder.appending(WeightFiles.single))
  }

  /// Whether the head's weight is the embedding table at this moment.
  private var isHeadTied: Bool { head.weight === language.embedding.weight }

  /// Every tensor of a checkpoint, in order of name.
  private func namedTensors(in layout: FlorenceConfiguration.Layout) -> [(name: String, tensor: Tensor)] {
    var tensors = ownParameters.map { name, parameter in
      let isTransposed = name == CheckpointNames.transposed && layout == .microsoft
      return (name: name, tensor: isTransposed ? parameter.value.transposed() : parameter.value)
    }
    tensors.append(("model.multi_modal_projector.visual_temporal_embed.pos_idx_to_embed", ImageProjector.frameTable(configuration.vision)))
    // Microsoft's code loads the head as a tensor of its own and leaves it random when it is missing.
    if layout == .microsoft, isHeadTied { tensors.append(("lm_head.weight", head.weight.value)) }
    tensors = tensors.map { (CheckpointNames.name($0.name, in: layout) ?? $0.name, $0.tensor) }
    if layout == .microsoft {
      tensors.append(("language_model.final_logits_bias", scoreBias ?? .zeros([1, configuration.text.vocabularySize])))
    }
    return tensors.sorted { $0.name < $1.name }
  }
}
