import Datasets
import Essentials
import Files
import Florence
import Images
import Layers
import SystemPackage
import Tasks
import Tokenization

/// A model with all that belongs to it: its tokenizer, the preparation of its images, and where it comes from.
public final class LoadedModel {
  /// As the settings name it.
  public let id: String
  /// Its folder; nil for a model that comes with the program.
  public let folder: FilePath?
  /// The revision of a model that comes from the hub.
  public private(set) var revision: String?
  /// The network itself.
  public let model: FlorenceModel
  /// From text to the model's tokens and back.
  public let tokenizer: Tokenizer
  /// From pictures to the model's pixels.
  public let preprocessing: ImagePreprocessing
  /// Pixels a side of the images that the model sees.
  public let imageExtent: Int
  /// How its files want answers to be generated.
  public internal(set) var generation = GenerationConfiguration()
  /// Whether that is what a training left in its checkpoint.
  var hasOwnRules = false
  /// The survey of the dataset that was last in use.
  var lastSurvey: (key: String, survey: AnswerSurvey)?
  /// What becomes of grey pictures of 16 bits.
  package private(set) var grey16 = Grey16.clipped
  /// Whether the weights are random: then nothing it says means anything before it is trained.
  public let isRandom: Bool

  /// - Throws: `Faults` when images are not brought to one square size that the model can look at.
  private init(
    id: String, source: FileSource?, model: FlorenceModel, tokenizer: Tokenizer, preprocessing: ImagePreprocessing, imageSize: Int?
  ) throws {
    var preprocessing = preprocessing
    if let imageSize { preprocessing.size = .init(width: imageSize, height: imageSize) }
    guard let size = preprocessing.size else {
      throw Faults(.data, "do_resize is false: images of different sizes make no batch", file: source?.path.string, hint: "set image_size")
    }
    try model.checkImage(width: size.width, height: size.height)
    self.id = id
    folder = if case .folder(let path)? = source { path } else { nil }
    isRandom = source == nil
    self.model = model
    self.tokenizer = tokenizer
    self.preprocessing = preprocessing
    imageExtent = size.width
  }

  /// A model that is to be measured, not asked: it needs no files of a tokenizer, for its samples come encoded.
  package convenience init(_ model: FlorenceModel, id: String, imageSize: Int) throws {
    try self.init(
      id: id, source: nil, model: model, tokenizer: .byteLevel(), preprocessing: ImagePreprocessing(extent: imageSize), imageSize: nil)
  }

  /// The name of the miniature with random weights.
  public static let miniature = "tiny"
  /// Pixels a side of its images.
  private static let miniatureExtent = 96
  /// What its weights come from: always the same, so that a checkpoint made on it goes with it wherever that is taken.
  private static let miniatureSeed: UInt64 = 0

  /// The models that need no files, and what they are.
  public static let builtIn = [
    (name: bundled, meaning: "a small trained model that is part of the program: it knows drawn scenes"),
    (name: miniature, meaning: "a miniature with random weights: it knows nothing"),
  ]

  /// Opens the model that `configuration` names.
  ///
  /// - Parameters:
  ///   - configuration: the model, and how large its images are.
  ///   - download: told of what is fetched, where the model comes from the hub.
  /// - Throws: every fault of the settings, or of the folder's files; a tokenizer or an image size that does not suit the model.
  public static func open(_ configuration: Configuration, _ download: ModelDownload = .silent) throws -> LoadedModel {
    try configuration.check()
    let id = configuration.modelID
    let opened = try StopToken.$ofReading.withValue(download.stop) {
      switch id {
      case miniature: try makeMiniature(imageSize: configuration.imageSize)
      case bundled: try open(.program(bundledFiles), id: id, imageSize: configuration.imageSize)
      default: try open(configuration, in: folder(of: configuration, download))
      }
    }
    opened.grey16 = configuration.grey16
    opened.setDropout(configuration.modelDropout)
    return opened
  }

  /// Sets every dropout and drop path of the model; nil: to what its configuration says.
  func setDropout(_ probability: Double?) {
    guard let probability else { return model.dropouts.restore(model.configuration) }
    model.dropouts.setAll(probability)
  }

  /// The tokens of the bins 0 to 999; nil when the tokenizer does not have them in a row.
  var locationTokens: Range<Int>? {
    let ids = (0..<LocationGrid.binCount).map { tokenizer.id(of: LocationGrid.token($0)) }
    guard let first = ids[0], ids.indices.allSatisfy({ ids[$0] == first + Int32($0) }) else { return nil }
    return Int(first)..<Int(first) + ids.count
  }

  /// The model of a folder, which may be one of the hub's cache.
  private static func open(_ configuration: Configuration, in folder: (path: FilePath, revision: String?)) throws -> LoadedModel {
    let opened = try open(.folder(folder.path), id: configuration.modelID, imageSize: configuration.imageSize)
    opened.revision = folder.revision
    return opened
  }

  /// A checkpoint with its tokenizer and preprocessing.
  private static func open(_ source: FileSource, id: String, imageSize: Int?) throws -> LoadedModel {
    try assemble(
      id: id, source: source, model: FlorenceModel(checkpoint: source), pattern: source, imageSize: imageSize)
  }

  /// A model with the tokenizer and the preprocessing of a pattern, which must suit it.
  ///
  /// - Parameter source: what the model itself was read from; nil for one that was made on the spot.
  static func assemble(
    id: String, source: FileSource?, model: @autoclosure () throws -> FlorenceModel, pattern: FileSource, imageSize: Int?
  ) throws -> LoadedModel {
    let tokenizer = try Tokenizer(files: pattern)
    let preprocessing = try ImagePreprocessing(in: pattern)
    let model = try model()
    guard tokenizer.vocabularySize <= model.configuration.text.vocabularySize else {
      throw Faults(
        .data, "the tokenizer has \(tokenizer.vocabularySize) tokens, the model \(model.configuration.text.vocabularySize)",
        file: pattern.path.string, hint: "the tokenizer belongs to another model")
    }
    let loaded = try LoadedModel(
      id: id, source: source, model: model, tokenizer: tokenizer, preprocessing: preprocessing, imageSize: imageSize)
    loaded.generation = try GenerationConfiguration(in: pattern, vocabularySize: model.configuration.text.vocabularySize)
    return loaded
  }

  /// The same architecture in miniature, with random weights.
  private static func makeMiniature(imageSize: Int?) throws -> LoadedModel {
    let tokenizer = Tokenizer.byteLevel()
    let model = FlorenceModel(.tiny(vocabularySize: tokenizer.vocabularySize))
    model.initialize(seed: miniatureSeed)
    return try LoadedModel(
      id: miniature, source: nil, model: model, tokenizer: tokenizer, preprocessing: ImagePreprocessing(extent: miniatureExtent),
      imageSize: imageSize)
  }

  /// About how many bytes of activations a training step keeps for each sample, of those largest the least: what layers save is a multiple
  /// of their maps' and states' extents.
  func activationBytes(trainsVision: Bool) -> Double {
    let (keptPerBlock, keptOfLargest, keptPerLayer) = (18.0, 4.0, 14.0)
    let configuration = model.configuration
    var floats = 0.0
    var extent = imageExtent
    for (index, stage) in configuration.vision.stages.enumerated() where trainsVision {
      extent = (extent + 2 * stage.patchPadding - stage.patchSize) / stage.patchStride + 1
      floats += (index == 0 ? keptOfLargest : keptPerBlock) * Double(extent * extent * stage.width * stage.depth)
    }
    let text = configuration.text
    floats += keptPerLayer * Double((imageTokens + 32) * text.width * text.encoder.layers)
    floats += keptPerLayer * Double(64 * text.width * text.decoder.layers) + 2 * Double(64 * text.vocabularySize)
    return 4 * floats
  }

  /// Image features that the model makes of a picture.
  public var imageTokens: Int { model.configuration.vision.imageTokens(imageExtent: imageExtent) }

  /// Writes the preparation of its images as a preprocessor_config.json.
  ///
  /// - Throws: `Faults` when the file cannot be written.
  func writePreprocessing(to file: FilePath) throws { try preprocessing.write(to: file, imageTokens: imageTokens) }
}
