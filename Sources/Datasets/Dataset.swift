import Essentials
import SystemPackage

/// Images with prompts and answers: a folder with `train`, and where there are any `valid` and `test`.
///
/// Each split has a file `annotations.jsonl`, one object a line with the texts `image`, `prefix` and `suffix`, and the images it names.
public struct Dataset: Sendable, Hashable {
  /// The folder, as it was given.
  public let path: FilePath
  /// What the model learns from.
  public let train: DatasetSplit
  /// What training is judged by.
  public let valid: DatasetSplit?
  /// What the trained model is judged by.
  public let test: DatasetSplit?

  /// Opens a dataset: reads all annotations and the head of every image.
  ///
  /// - Parameters:
  ///   - checks: What the samples must be fit for besides; each is asked about every sample.
  ///   - decodesImages: Whether every image is decoded, so that none turns out to be damaged later.
  ///   - progress: Told how many samples have been looked at, after each of them.
  /// - Throws: `DatasetError` with all faults of all splits, or `Stopped`.
  public init(
    _ path: FilePath, checks: [SampleCheck] = [], decodesImages: Bool = false, stop: StopToken = .never,
    progress: @escaping (Int) -> Void = { _ in }
  ) throws {
    var reader = DatasetReader(path, images: decodesImages ? .pixels : .headers, checks: checks, stop: stop, progress: progress)
    let splits = try reader.read()
    guard reader.faults.isEmpty, let train = splits[.train] else { throw DatasetError(faults: reader.faults.all) }
    self.path = path
    self.train = train
    valid = splits[.valid]
    test = splits[.test]
  }

  /// Everything that is wrong with the dataset at `path`: what opening it finds, and images that do not decode to their last pixel.
  ///
  /// - Parameter progress: Told how many samples have been looked at, after each of them.
  /// - Throws: `Stopped`.
  public static func faults(
    at path: FilePath, checks: [SampleCheck] = [], stop: StopToken = .never, progress: @escaping (Int) -> Void = { _ in }
  ) throws -> [DatasetFault] {
    var reader = DatasetReader(path, images: .pixels, checks: checks, stop: stop, progress: progress)
    _ = try reader.read()
    return reader.faults.all
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

  /// The split that an evaluation uses unless told otherwise: test, else valid.
  public var evaluation: DatasetSplit? { test ?? valid }
}
