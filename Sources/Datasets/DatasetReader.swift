import Essentials
import Files
import Foundation
import Images
import SystemPackage

/// Reads a dataset's folder and notes everything that is wrong with it.
struct DatasetReader {
  /// How closely images are looked at.
  enum ImageScrutiny {
    /// Their size, which the head of the file states.
    case headers
    /// Everything, by decoding them.
    case pixels
  }

  let path: FilePath
  let options: DatasetOptions
  let images: ImageScrutiny
  let checks: [SampleCheck]
  let stop: StopToken
  let progress: (Int) -> Void
  private(set) var faults: FaultList
  /// The folder had no splits.
  private(set) var isShared = false

  /// - Parameters:
  ///   - path: The folder, which may begin with `~`.
  ///   - endsAtManyFaults: False: reading goes on however many samples are at fault.
  init(
    _ path: FilePath, options: DatasetOptions = DatasetOptions(), images: ImageScrutiny, checks: [SampleCheck], stop: StopToken,
    endsAtManyFaults: Bool = true, progress: @escaping (Int) -> Void = { _ in }
  ) {
    self.path = DatasetWhereabouts.expanded(path)
    faults = FaultList(endsReading: endsAtManyFaults)
    self.options = options
    self.images = images
    self.checks = checks
    self.stop = stop
    self.progress = progress
  }

  /// The splits that could be read; whole when there are no faults.
  mutating func read() throws -> [DatasetSplit.Name: DatasetSplit] {
    if let fault = DatasetWhereabouts.fault(of: path) {
      faults.add(fault)
      return [:]
    }
    let found = DatasetFormat.found(in: path)
    if found.isEmpty {
      let offers = DatasetWhereabouts.below(path)
      if !offers.isEmpty || options.format == nil && !hasUnfinishedLines {
        faults.add(DatasetFault(.noFormat(found: DatasetWhereabouts.contents(of: path), near: offers), file: path.string))
        return [:]
      }
    }
    guard let format = format(among: found) else { return [:] }
    if let reader = format.reader { return try read(by: reader) }
    return try readLines()
  }

  /// Whether there are JSON lines under a name that is not read, or a file in the place of a split.
  private var hasUnfinishedLines: Bool {
    Folder.splits(in: path).contains { Folder.names(in: $0.folder).contains { $0.lowercased().hasSuffix(".jsonl") } }
      || DatasetSplit.Name.allCases.contains { path.appending($0.rawValue).isFile }
  }

  /// The format that is asked for, or the one that is there: the JSON lines before all others.
  private mutating func format(among found: [DatasetFormat]) -> DatasetFormat? {
    if let format = options.format { return format }
    if found.count > 1, !found.contains(.jsonl) {
      faults.add(
        DatasetFault(
          .malformed(
            "there are annotations in several formats: \(found.map(\.rawValue).joined(separator: ", "))",
            hint: "say which: format=\(found[0].rawValue)"), file: path.string))
      return nil
    }
    return found.first ?? .jsonl
  }

  /// Another program's format.
  private mutating func read(by reader: any FormatReader) throws -> [DatasetSplit.Name: DatasetSplit] {
    var reading = FormatReading(stop: stop, faults: faults)
    try StopToken.$ofReading.withValue(stop) { try reader.read(path, into: &reading) }
    var pictures = PictureReader(dataset: self, faults: reading.faults)
    var unsplit: (samples: [Sample], digest: String) = ([], "")
    var named: [DatasetSplit.Name: (samples: [Sample], digest: String)] = [:]
    for part in reading.parts {
      let (samples, digest) = try pictures.samples(of: part.pictures)
      if let split = part.split {
        named[split, default: ([], "")].samples += samples
        named[split]?.digest += digest
      } else {
        unsplit.samples += samples
        unsplit.digest += digest
      }
    }
    pictures.finish()
    faults = pictures.faults
    if named.isEmpty { return share(unsplit.samples, digest: unsplit.digest) }
    if named[.train] == nil {
      faults.add(DatasetFault(.malformed("there is no split to train on", hint: "call one of them train"), file: path.string))
    }
    let folders = Dictionary(Folder.splits(in: path).map { ($0.name, $0.folder) }) { first, _ in first }
    return named.filter { !$0.value.samples.isEmpty }.reduce(into: [:]) { splits, part in
      splits[part.key] = DatasetSplit(
        name: part.key, folder: folders[part.key] ?? path, samples: part.value.samples, digest: FNV1a(part.value.digest).text)
    }
  }

  private mutating func share(_ samples: [Sample], digest: String) -> [DatasetSplit.Name: DatasetSplit] {
    isShared = true
    let shares = options.shares ?? .usual
    let parts = SplitSharing(root: path, shares: shares, seed: options.seed).share(samples)
    return parts.reduce(into: [:]) { splits, part in
      splits[part.key] = DatasetSplit(
        name: part.key, folder: path, samples: part.value,
        digest: FNV1a("\(digest) \(part.key.rawValue) of \(shares), seed \(options.seed)").text)
    }
  }

  /// JSON lines, in the folders of splits or in files that name them, or of a folder without splits.
  private mutating func readLines() throws -> [DatasetSplit.Name: DatasetSplit] {
    let layout = JSONLinesLayout(path)
    layout.addFaults(to: &faults)
    var splits: [DatasetSplit.Name: DatasetSplit] = [:]
    var samplesRead = 0
    for part in layout.isThere ? layout.parts : splitsWithoutLines() {
      var reader = SplitReader(part, dataset: self, faults: faults, samplesBefore: samplesRead)
      let split = try reader.read()
      (faults, samplesRead) = (reader.faults, reader.samplesRead)
      if part.split == nil { return split.map { share($0.samples, digest: $0.digest) } ?? [:] }
      splits[part.split ?? .train] = split
    }
    let named = Set(layout.parts.compactMap(\.split))
    for name in DatasetSplit.Name.allCases where !named.contains(name) && path.appending(name.rawValue).isFile {
      faults.add(DatasetFault(.splitIsNoFolder, file: path.appending(name.rawValue).string))
    }
    let hasTrain = named.contains(.train) || Folder.splits(in: path).contains { $0.name == .train } || path.appending("train").isFile
    if !hasTrain {
      let others = Set(DatasetSplit.Name.allCases.map(\.rawValue))
      let near = nearestName(to: "train", in: Folder.searchedNames(in: path).filter { !others.contains($0) })
      faults.add(DatasetFault(.noTrain(near: near), file: path.string))
    }
    return splits
  }

  /// The folders of splits, in which each will be told what it lacks.
  private func splitsWithoutLines() -> [JSONLinesLayout.Part] {
    Folder.splits(in: path).map { name, folder in
      JSONLinesLayout.Part(
        split: name, folder: folder, annotations: folder.appending(JSONLinesLayout.fileName), pictureFolders: [folder])
    }
  }
}
