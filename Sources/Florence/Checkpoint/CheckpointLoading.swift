import Essentials
import Files
import Layers
import SystemPackage
import Tensors

extension FlorenceModel {
  /// Opens a checkpoint's folder: config.json with model.safetensors or else pytorch_model.bin, whole or in shards, in either
  /// layout and in F32, F16 or BF16.
  ///
  /// - Throws: `Faults` for an unreadable file, a configuration that cannot be, or naming every tensor with numbers that are infinite or
  ///   none, and `WeightReport` with every tensor that is missing, unexpected or of another shape.
  public convenience init(checkpoint folder: FilePath) throws {
    try self.init(checkpoint: .folder(folder))
  }

  /// Opens a checkpoint whose files may be the program's own.
  package convenience init(checkpoint source: FileSource) throws {
    var configuration = try FlorenceConfiguration(file: "config.json", in: source)
    let weights = try CheckpointWeights(WeightFiles(source), &configuration)
    self.init(configuration)
    try weights.fill(self)
  }
}

/// A checkpoint's tensors under transformers' names, with tied tensors resolved.
private struct CheckpointWeights {
  private static let embedding = "model.language_model.shared.weight"
  private static let head = "lm_head.weight"
  /// Where the embedding may be stored, the best source first.
  private static let embeddingSources = [
    embedding, "model.language_model.encoder.embed_tokens.weight", "model.language_model.decoder.embed_tokens.weight", head,
  ]
  private static let scoreBias = "language_model.final_logits_bias"
  /// Names that say nothing: recomputed, or leftovers of the image tower's classifier.
  private static let ignoredEndings = ["visual_temporal_embed.pos_idx_to_embed"]
  private static let ignoredBeginnings = [
    "vision_tower.norms.", "vision_tower.head.", "model.vision_tower.norms.", "model.vision_tower.head.",
  ]
  /// Rows of published embedding tables: Microsoft's, and transformers', padded to a multiple of 64.
  private static let publishedVocabularies = [51_289, 51_328]

  private let files: WeightFiles
  private let layout: FlorenceConfiguration.Layout
  /// The file's name of each of transformers' names.
  private var stored: [String: String] = [:]
  private var unknown: [String] = []
  private var scoreBias: String?

  init(_ files: WeightFiles, _ configuration: inout FlorenceConfiguration) throws {
    self.files = files
    let names = CheckpointNames.unwrapped(files.names)
    layout = CheckpointNames.layout(of: names.stored.keys) ?? configuration.layout
    for (bare, name) in names.stored {
      if Self.ignoredEndings.contains(where: bare.hasSuffix) || Self.ignoredBeginnings.contains(where: bare.hasPrefix) { continue }
      if bare == Self.scoreBias {
        scoreBias = name
      } else if let own = CheckpointNames.transformers(bare, from: layout) {
        stored[own] = name
      } else {
        unknown.append(name)
      }
    }
    unknown += names.repeated
    try resolveTies(&configuration)
  }

  private mutating func resolveTies(_ configuration: inout FlorenceConfiguration) throws {
    let sources = Self.embeddingSources.compactMap { stored[$0] }
    let head = stored[Self.head]
    for name in Self.embeddingSources { stored[name] = nil }
    guard let embedding = sources.first else { return }
    stored[Self.embedding] = embedding
    if let shape = files.shape(embedding), shape.count == 2, Self.publishedVocabularies.contains(shape[0]),
      Self.publishedVocabularies.contains(configuration.text.vocabularySize)
    {
      configuration.text.vocabularySize = shape[0]
    }
    configuration.text.tiesEmbedding = true
    if let head, head != embedding {
      let isSame = try files.shape(head) == files.shape(embedding) && files.tensor(head).hasSameElements(as: files.tensor(embedding))
      if !isSame {
        configuration.text.tiesEmbedding = false
        stored[Self.head] = head
      }
    }
  }

  /// Gives every parameter of `model` its value.
  func fill(_ model: FlorenceModel) throws {
    var report = WeightReport(folder: files.source.path.string)
    var remaining = stored
    var found: [(parameter: Parameter, name: String, isTransposed: Bool)] = []
    for (own, parameter) in model.uniqueParameters {
      let isTransposed = own == CheckpointNames.transposed && layout == .microsoft
      let shape = isTransposed ? parameter.shape.reversed() : parameter.shape
      guard let name = remaining.removeValue(forKey: own) else {
        report.missing.append(.init(name: CheckpointNames.name(own, in: layout) ?? own, shape: shape))
        continue
      }
      let present = files.shape(name) ?? []
      if present != shape {
        report.misshaped.append(.init(name: name, expected: shape, found: present))
      } else if let type = files.elementType(name), !type.isFloatingPoint {
        report.unreadable.append(.init(name: name, type: type))
      } else {
        found.append((parameter, name, isTransposed))
      }
    }
    report.unexpected = (unknown + remaining.values).sorted().map { .init(name: $0, shape: files.shape($0) ?? []) }
    report.fitting = found.count + report.unreadable.count
    let vocabularySize = model.configuration.text.vocabularySize
    if let scoreBias, files.shape(scoreBias) != [1, vocabularySize] {
      report.misshaped.append(.init(name: scoreBias, expected: [1, vocabularySize], found: files.shape(scoreBias) ?? []))
    }
    guard report.isEmpty else { throw report }
    let strange = try files.nonFiniteFaults(among: found.map(\.name) + [scoreBias].compactMap(\.self))
    guard strange.isEmpty else { throw Faults(strange) }
    for (parameter, name, isTransposed) in found {
      if parameter.acceptsHalves, !isTransposed {
        parameter.storedValue = try files.storedTensor(name)
      } else {
        let tensor = try files.tensor(name)
        parameter.value = isTransposed ? tensor.transposed() : tensor
      }
    }
    if let scoreBias {
      let bias = try files.tensor(scoreBias)
      if bias.values.contains(where: { $0 != 0 }) { model.scoreBias = bias }
    }
  }
}

extension Tensor {
  fileprivate func hasSameElements(as other: Tensor) -> Bool {
    UnsafeBufferPointer(start: pointer, count: count).elementsEqual(UnsafeBufferPointer(start: other.pointer, count: other.count))
  }
}
