import Essentials
import Files
import Images
import SystemPackage

/// A dataset of a program's own: samples from wherever it keeps them, a table or a database for example. Their images
/// are files, or pictures in memory: encoded as a PNG or JPEG, which is small, or decoded.
///
/// ```
/// struct Inventory: SampleSource {
///   let name = "inventory"
///   let photos: [(file: String, part: String)]
///
///   func samples(of split: DatasetSplit.Name) -> [Sample] {
///     let own = split == .train ? photos.dropLast(20) : split == .test ? photos.suffix(20) : []
///     return own.map { Sample(image: $0.file, prefix: "<CAPTION>", suffix: "a \($0.part)") }
///   }
/// }
/// ```
public protocol SampleSource {
  /// What messages and saved states call it, in place of a folder.
  var name: String { get }
  /// The samples of a split, each time the same in the same order; none when there is no such split. There must be some to train on.
  func samples(of split: DatasetSplit.Name) throws -> [Sample]
}

extension Sample {
  /// A sample of a `SampleSource`, which stands on no line of a file; its image is the file `image`.
  public init(image: String, prefix: String, suffix: String) {
    self.init(image: .file(FilePath(image)), prefix: prefix, suffix: suffix)
  }

  /// A sample of a `SampleSource`, which stands on no line of a file; its image may be in memory.
  public init(image: ImageSource, prefix: String, suffix: String) {
    self.init(image: image, prefix: prefix, suffix: suffix, line: 0)
  }
}

extension Dataset {
  /// The samples of a program's own source, looked at as those of a folder are: every image must be there, every sample fit.
  ///
  /// - Parameters:
  ///   - source: Asked once for each split.
  ///   - policy: What happens to samples at fault.
  ///   - checks: What the samples must be fit for besides; each is asked about every sample.
  ///   - decodesImages: Whether every image is decoded, so that none turns out to be damaged later.
  ///   - stop: Asked before every sample.
  ///   - progress: Told how many samples have been looked at, after each of them.
  /// - Throws: `DatasetError` with all faults of all splits, by the number of the sample in its split from 1; what the source throws;
  ///   `Stopped`.
  public init(
    _ source: any SampleSource, policy: DatasetOptions.Policy = .strict, checks: [SampleCheck] = [], decodesImages: Bool = false,
    stop: StopToken = .never, progress: @escaping (Int) -> Void = { _ in }
  ) throws {
    let path = FilePath(source.name)
    var reader = SourceReader(
      images: decodesImages || policy.contains(.skip) ? .pixels : .headers, checks: checks, stop: stop,
      faults: FaultList(endsReading: !policy.contains(.skip)), progress: progress)
    var splits: [DatasetSplit.Name: DatasetSplit] = [:]
    for name in DatasetSplit.Name.allCases {
      splits[name] = try reader.read(source.samples(of: name), name, place: path.appending(name.rawValue))
    }
    try self.init(path, options: DatasetOptions(policy: policy), splits, found: (isShared: false, reader.faults))
  }
}

/// Looks at samples that a program hands over.
private struct SourceReader {
  let checks: [SampleCheck]
  let stop: StopToken
  let progress: (Int) -> Void
  private(set) var faults: FaultList
  private var samplesRead = 0
  private var images: ImageInspector

  init(
    images: DatasetReader.ImageScrutiny, checks: [SampleCheck], stop: StopToken, faults: FaultList, progress: @escaping (Int) -> Void
  ) {
    self.faults = faults
    self.checks = checks
    self.stop = stop
    self.progress = progress
    self.images = ImageInspector(scrutiny: images)
  }

  /// The split with its samples that are without fault; nil when there are none.
  ///
  /// - Parameter place: what messages call the split.
  mutating func read(_ given: [Sample], _ name: DatasetSplit.Name, place: FilePath) throws -> DatasetSplit? {
    var samples: [Sample] = []
    var digest = FNV1a()
    for (index, sample) in given.enumerated() where !faults.isFull {
      try stop.check()
      if index.isMultiple(of: images.reach) { try images.lookAhead(at: given[index...].prefix(images.reach).map(\.image), stop) }
      let sample =
        sample.line > 0
        ? sample : Sample(image: sample.image, prefix: sample.prefix, suffix: sample.suffix, line: index + 1, annotations: place)
      if let (size, byteCount) = look(at: sample, place: place) {
        for text in [sample.image.lastName, sample.prefix, sample.suffix] {
          digest.combine(text.utf8)
          digest.combine(CollectionOfOne(UInt8(ascii: "\n")))
        }
        for number in [size.width, size.height, byteCount] { digest.combine(number) }
        // Of a file its size is enough; a name in memory says less.
        if let bytes = sample.image.bytesInMemory { digest.combine(bytes) }
        samples.append(sample)
      }
      samplesRead += 1
      progress(samplesRead)
    }
    if given.isEmpty, name == .train {
      faults.add(
        DatasetFault(
          .malformed("there are no samples to train on", hint: "samples(of: .train) gives at least one"), file: place.string))
    }
    return samples.isEmpty ? nil : DatasetSplit(name: name, folder: place, samples: samples, digest: digest.text)
  }

  /// The size of the sample's image in pixels and in bytes; nil when something is wrong with the sample.
  private mutating func look(at sample: Sample, place: FilePath) -> (size: ImageSize, byteCount: Int)? {
    let before = faults.count
    func fault(_ fact: DatasetFault.Fact) -> DatasetFault {
      DatasetFault(fact, file: (sample.annotations ?? place).string, line: sample.line)
    }
    var found: (size: ImageSize, byteCount: Int)?
    switch images.inspect(sample.image) {
    case .good(let size, let byteCount): found = (size, byteCount)
    case .bad(let fact, let near): faults.add(fault(.image(sample.image.name, fact, near: near)))
    }
    if sample.prefix.allSatisfy(\.isWhitespace) { faults.add(fault(.empty(.prefix))) }
    for unfit in checks.flatMap({ $0(sample) }) { faults.add(fault(.unfit(unfit))) }
    return faults.count == before ? found : nil
  }
}
