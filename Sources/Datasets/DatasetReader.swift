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
  private(set) var faults = FaultList()
  /// The folder had no splits.
  private(set) var isShared = false

  init(
    _ path: FilePath, options: DatasetOptions = DatasetOptions(), images: ImageScrutiny, checks: [SampleCheck], stop: StopToken,
    progress: @escaping (Int) -> Void = { _ in }
  ) {
    self.path = path
    self.options = options
    self.images = images
    self.checks = checks
    self.stop = stop
    self.progress = progress
  }

  /// The splits that could be read; whole when there are no faults.
  mutating func read() throws -> [DatasetSplit.Name: DatasetSplit] {
    switch FileKind(path) {
    case .missing:
      let parent = path.removingLastComponent()
      let near = nearestName(to: path.lastComponent?.string ?? "", in: Folder.searchedNames(in: parent.isEmpty ? "." : parent))
      faults.add(DatasetFault(.noDataset(near: near.map { parent.appending($0).string }), file: path.string))
      return [:]
    case .other:
      faults.add(DatasetFault(.datasetIsNoFolder, file: path.string))
      return [:]
    case .folder: break
    }
    guard let format = format() else { return [:] }
    if let reader = format.reader { return try read(by: reader) }
    let hasSplits = DatasetSplit.Name.allCases.contains { FileKind(path.appending($0.rawValue)) != .missing }
    if !hasSplits, FileKind(path.appending("annotations.jsonl")) != .missing { return try readUnsplit() }
    return try readSplits()
  }

  /// The format that is asked for, or the one that is there: the JSON lines before all others.
  private mutating func format() -> DatasetFormat? {
    if let format = options.format { return format }
    let found = DatasetFormat.found(in: path)
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

  /// `annotations.jsonl` in the dataset's own folder.
  private mutating func readUnsplit() throws -> [DatasetSplit.Name: DatasetSplit] {
    var reader = SplitReader(name: .train, folder: path, dataset: self, faults: faults, samplesBefore: 0)
    let all = try reader.read()
    faults = reader.faults
    guard let all else { return [:] }
    return share(all.samples, digest: all.digest)
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

  /// Folders with `annotations.jsonl`.
  private mutating func readSplits() throws -> [DatasetSplit.Name: DatasetSplit] {
    var splits: [DatasetSplit.Name: DatasetSplit] = [:]
    var samplesRead = 0
    for name in DatasetSplit.Name.allCases {
      let folder = path.appending(name.rawValue)
      switch FileKind(folder) {
      case .missing:
        if name == .train {
          let others = Set(DatasetSplit.Name.allCases.map(\.rawValue))
          let near = nearestName(to: "train", in: Folder.searchedNames(in: path).filter { !others.contains($0) })
          faults.add(DatasetFault(.noTrain(near: near), file: path.string))
        }
      case .other: faults.add(DatasetFault(.splitIsNoFolder, file: folder.string))
      case .folder:
        var reader = SplitReader(name: name, folder: folder, dataset: self, faults: faults, samplesBefore: samplesRead)
        splits[name] = try reader.read()
        faults = reader.faults
        samplesRead = reader.samplesRead
      }
    }
    return splits
  }

  /// What stands at a path, links followed.
  private enum FileKind {
    case missing, folder, other

    init(_ path: FilePath) {
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: path.string, isDirectory: &isFolder)
      self = !exists ? .missing : isFolder.boolValue ? .folder : .other
    }
  }
}
