import Essentials
import Files
import Images
import SystemPackage
import Tensors

/// How an image becomes the model's pixels: the facts of preprocessor_config.json, or of processor_config.json as transformers 5 writes it.
public struct ImagePreprocessing: Sendable, Equatable {
  /// The size that every image is brought to, whatever its proportions; nil: images keep their own.
  public var size: Size?
  /// Red, green and blue, of values after `rescale`.
  public var mean: [Float]
  /// Red, green and blue, as the mean.
  public var standardDeviation: [Float]
  /// What bytes are multiplied by.
  public var rescale: Double
  /// Every key of the file, so that none is lost when it is written.
  private var keys: ConfigurationSection.Object

  /// In pixels.
  public struct Size: Sendable, Equatable {
    /// Columns.
    public var width: Int
    /// Rows.
    public var height: Int

    /// A size in pixels.
    public init(width: Int, height: Int) {
      self.width = width
      self.height = height
    }
  }

  /// The file of these settings alone.
  package static let fileName = "preprocessor_config.json"
  /// The file of a whole processor, which has them under `image_processor` where transformers 5 wrote it.
  package static let processorFileName = "processor_config.json"

  private static let imageNetMean = [0.485, 0.456, 0.406]
  private static let imageNetDeviation = [0.229, 0.224, 0.225]

  /// Pixels a side that images may be brought to.
  public static let extentLimit = 4096

  /// What the published models use: squares of `extent` pixels, ImageNet's mean and deviation.
  public init(extent: Int = 768) {
    size = Size(width: extent, height: extent)
    mean = Self.imageNetMean.map { Float($0) }
    standardDeviation = Self.imageNetDeviation.map { Float($0) }
    rescale = 1.0 / 255
    keys = [
      "do_center_crop": .bool(false), "image_processor_type": .text("CLIPImageProcessor"),
      "processor_class": .text("Florence2Processor"), "resample": .integer(3),
    ]
  }

  /// Reads and checks a preprocessor_config.json.
  ///
  /// - Throws: `Faults` with every missing key, impossible value and step that this program does not do.
  public init(path: FilePath) throws { try self.init(ConfigurationReader(path).section) }

  /// Reads and checks the settings in a model's folder, or the program's own. Where both files have some, those in processor_config.json
  /// hold, as in transformers.
  ///
  /// - Throws: `Faults` as above.
  package init(in source: FileSource) throws {
    if source.has(Self.processorFileName) {
      let processor = try ConfigurationReader(Self.processorFileName, in: source).section
      if let section = processor.section("image_processor") {
        try self.init(section)
        keys["processor_class"] = keys["processor_class"] ?? processor.values["processor_class"]
        return
      }
    }
    try self.init(ConfigurationReader(Self.fileName, in: source).section)
  }

  private init(_ root: ConfigurationSection) throws {
    keys = root.values
    if root.boolean("do_resize", default: true) {
      let pixels = 1...Self.extentLimit
      if let sides = root.section("size") {
        size = Size(width: sides.integer("width", in: pixels), height: sides.integer("height", in: pixels))
      } else {
        let extent = root.integer("size", in: pixels)
        size = Size(width: extent, height: extent)
      }
      let bicubic = 3
      if root.integer("resample", in: 0...5, default: bicubic) != bicubic {
        root.report("resample is not supported", hint: "only 3 (bicubic) is, what every published Florence-2 has")
      }
    }
    if root.boolean("do_center_crop", default: false) { root.report("do_center_crop is not supported", hint: "set it to false") }
    rescale = root.boolean("do_rescale", default: true) ? root.number("rescale_factor", in: 1e-9..<1e9, default: 1.0 / 255) : 1
    let normalizes = root.boolean("do_normalize", default: true)
    mean = (normalizes ? root.numbers("image_mean", default: Self.imageNetMean) : [0, 0, 0]).map { Float($0) }
    standardDeviation = (normalizes ? root.numbers("image_std", default: Self.imageNetDeviation) : [1, 1, 1]).map { Float($0) }
    if mean.count != 3 || !mean.allSatisfy(\.isFinite) {
      root.report("image_mean is not three numbers", hint: "one each for red, green and blue")
    }
    if standardDeviation.count != 3 || !standardDeviation.allSatisfy({ $0.isFinite && $0 > 0 }) {
      root.report("image_std is not three numbers above 0", hint: "one each for red, green and blue")
    }
    try root.reader.finish()
  }

  /// The image as the model's pixels, (height, width, 3) in row-major order.
  public func pixels(of image: Image) -> [Float] {
    let sized = size.map { image.resized(width: $0.width, height: $0.height) } ?? image
    return sized.normalized(mean: mean, standardDeviation: standardDeviation, rescale: rescale)
  }

  /// Writes a preprocessor_config.json, with the keys of the file that was read.
  ///
  /// - Parameter imageTokens: the number of features that the model makes of an image of this size, for so many places for them does
  ///   transformers' processor put before a prompt.
  /// - Throws: `Faults` when the file cannot be written.
  public func write(to path: FilePath, imageTokens: Int) throws {
    var keys = keys
    keys["image_seq_length"] = .integer(imageTokens)
    keys["do_resize"] = .bool(size != nil)
    keys["do_rescale"] = .bool(true)
    keys["rescale_factor"] = .number(rescale)
    keys["do_normalize"] = .bool(true)
    keys["image_mean"] = .list(mean.map { .number(Double("\($0)") ?? Double($0)) })
    keys["image_std"] = .list(standardDeviation.map { .number(Double("\($0)") ?? Double($0)) })
    if let size {
      let sides = JSONValue.object(["height": .integer(size.height), "width": .integer(size.width)])
      keys["size"] = sides
      if keys["crop_size"] != nil { keys["crop_size"] = sides }
    }
    try AtomicFile.write(JSONValue.object(keys).fileContents, to: path)
  }
}
