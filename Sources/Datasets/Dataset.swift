import Essentials
import SystemPackage

/// Images with prefixes and suffixes, what is asked and the wanted answers: a folder with `train`, and where there are any `valid` and `test`.
///
/// Each split has a file `annotations.jsonl`, one object a line with the texts `image`, `prefix` and `suffix`, and the images it names.
/// Folders in the formats COCO, YOLO and Pascal VOC are read as samples of `<OD>`; a folder without splits is shared into them.
public struct Dataset: Sendable, Hashable {
  /// The folder, as it was given, with the home folder for `~`.
  public let path: FilePath
  /// What the model learns from.
  public let train: DatasetSplit
  /// How it was read.
  public let options: DatasetOptions
  /// Whether the folder has no splits, and `options` say how its samples were shared.
  public let isShared: Bool
  /// What is wrong with the samples that were left out, none where the policy is strict, and of very many the first; and as warnings what
  /// reading the format left out.
  public let omissions: [DatasetFault]
  /// How many faults samples were left out for.
  public let omissionCount: Int
  /// What training is judged by.
  public let valid: DatasetSplit?
  /// What the trained model is judged by.
  public let test: DatasetSplit?

  /// Opens a dataset: reads all annotations and the head of every image.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - options: The format, how a folder without splits is shared, and what happens to samples at fault.
  ///   - checks: What the samples must be fit for besides; each is asked about every sample.
  ///   - decodesImages: Whether every image is decoded, so that none turns out to be damaged later.
  ///   - stop: Asked before every sample.
  ///   - progress: Told how many samples have been looked at, after each of them.
  /// - Throws: `DatasetError` with all faults of all splits, or `Stopped`.
  public init(
    _ path: FilePath, options: DatasetOptions = DatasetOptions(), checks: [SampleCheck] = [], decodesImages: Bool = false,
    stop: StopToken = .never, progress: @escaping (Int) -> Void = { _ in }
  ) throws {
    // What is left out must not depend on how closely it was looked at.
    let scrutiny = decodesImages || options.policy.contains(.skip) ? DatasetReader.ImageScrutiny.pixels : .headers
    var reader = DatasetReader(
      path, options: options, images: scrutiny, checks: checks, stop: stop, endsAtManyFaults: !options.policy.contains(.skip),
      progress: progress)
    let splits = try reader.read()
    try self.init(reader.path, options: options, splits, found: (reader.isShared, reader.faults))
  }

  /// Of what a reader found.
  ///
  /// - Throws: `DatasetError` with all faults when the policy does not let them pass.
  init(
    _ path: FilePath, options: DatasetOptions, _ splits: [DatasetSplit.Name: DatasetSplit],
    found reader: (isShared: Bool, faults: FaultList)
  ) throws {
    let faults = reader.faults.all.filter { $0.severity == .error }
    guard faults.isEmpty || options.policy.contains(.skip) && faults.allSatisfy(\.isOfOneSample), let train = splits[.train] else {
      throw DatasetError(faults: faults)
    }
    self.path = path
    self.options = options
    isShared = reader.isShared
    omissionCount = reader.faults.errorCount
    omissions = faults + reader.faults.all.filter { $0.severity == .warning }
    self.train = train
    valid = splits[.valid]
    test = splits[.test]
  }

  /// Everything that is wrong with the dataset at `path`: what opening it finds, and images that do not decode to their last pixel.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - options: The format, and how a folder without splits is shared.
  ///   - checks: What the samples must be fit for besides; each is asked about every sample.
  ///   - stop: Asked before every sample.
  ///   - progress: Told how many samples have been looked at, after each of them.
  /// - Throws: `Stopped`.
  public static func faults(
    at path: FilePath, options: DatasetOptions = DatasetOptions(), checks: [SampleCheck] = [], stop: StopToken = .never,
    progress: @escaping (Int) -> Void = { _ in }
  ) throws -> [DatasetFault] {
    var reader = DatasetReader(path, options: options, images: .pixels, checks: checks, stop: stop, progress: progress)
    _ = try reader.read()
    return reader.faults.all.filter { $0.severity == .error }
  }

  /// The faults of the dataset at `path`, errors first and warnings behind them: pictures that are there twice or in two splits,
  /// labels that look like one, pictures that EXIF turns, boxes smaller than a location, and what `warnings` find.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - options: The format, and how a folder without splits is shared.
  ///   - checks: What the samples must be fit for besides; each is asked about every sample.
  ///   - warnings: What is worth a warning besides; what they find is told once, at the first sample, with the number of samples.
  ///   - stretchesGrey: Whether grey pictures of 16 bits are stretched, so that they do not become white.
  ///   - stop: Asked before every sample.
  ///   - progress: Told how many samples have been looked at, after each of them.
  /// - Throws: `Stopped`.
  public static func review(
    at path: FilePath, options: DatasetOptions = DatasetOptions(), checks: [SampleCheck] = [], warnings: [SampleCheck] = [],
    stretchesGrey: Bool = false, stop: StopToken = .never,
    progress: @escaping (Int) -> Void = { _ in }
  ) throws -> [DatasetFault] {
    var reader = DatasetReader(path, options: options, images: .pixels, checks: checks, stop: stop, progress: progress)
    let splits = try reader.read()
    var review = DatasetReview(
      DatasetSplit.Name.allCases.compactMap { splits[$0] }, warnings: warnings, stretchesGrey: stretchesGrey, faults: reader.faults,
      stop: stop)
    try review.look()
    return review.faults.all.filter { $0.severity == .error } + review.faults.all.filter { $0.severity == .warning }
  }

  /// The split of that name, if there is one.
  public subscript(name: DatasetSplit.Name) -> DatasetSplit? {
    switch name {
    case .train: train
    case .valid: valid
    case .test: test
    }
  }

  /// The splits there are: train, valid, test.
  public var splits: [DatasetSplit] { DatasetSplit.Name.allCases.compactMap { self[$0] } }

  /// What was left out, a line each: how much, the first faults, and the warnings.
  public var omissionLines: [String] {
    let (faults, warnings) = (omissions.filter { $0.severity == .error }, omissions.filter { $0.severity == .warning })
    let shown = faults.prefix(20).map(\.text)
    let rest = omissionCount - shown.count
    let heading = faults.isEmpty ? [] : ["samples at fault are left out, \(pluralized(omissionCount, "fault")):"]
    return heading + shown + (rest > 0 ? ["and \(rest) more"] : []) + warnings.map(\.text)
  }

  /// The split that an evaluation uses unless told otherwise: test, else valid.
  public var evaluation: DatasetSplit? { test ?? valid }
}
