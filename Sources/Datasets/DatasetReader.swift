import Essentials
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
  let images: ImageScrutiny
  let checks: [SampleCheck]
  let stop: StopToken
  let progress: (Int) -> Void
  private(set) var faults = FaultList()

  init(
    _ path: FilePath, images: ImageScrutiny, checks: [SampleCheck], stop: StopToken, progress: @escaping (Int) -> Void = { _ in }
  ) {
    self.path = path
    self.images = images
    self.checks = checks
    self.stop = stop
    self.progress = progress
  }

  /// The splits that could be read; whole when there are no faults.
  mutating func read() throws -> [DatasetSplit.Name: DatasetSplit] {
    var splits: [DatasetSplit.Name: DatasetSplit] = [:]
    var samplesRead = 0
    switch FileKind(path) {
    case .missing:
      let parent = path.removingLastComponent()
      let near = nearestName(to: path.lastComponent?.string ?? "", in: names(in: parent.isEmpty ? "." : parent))
      faults.add(DatasetFault(.noDataset(near: near.map { parent.appending($0).string }), file: path.string))
      return splits
    case .other:
      faults.add(DatasetFault(.datasetIsNoFolder, file: path.string))
      return splits
    case .folder: break
    }
    for name in DatasetSplit.Name.allCases {
      let folder = path.appending(name.rawValue)
      switch FileKind(folder) {
      case .missing:
        if name == .train {
          let others = Set(DatasetSplit.Name.allCases.map(\.rawValue))
          let near = nearestName(to: "train", in: names(in: path).filter { !others.contains($0) })
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

/// The names in a folder in alphabetical order; none when there are more than a search for the nearest would want to see.
func names(in folder: FilePath) -> [String] {
  guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.string), names.count <= 10_000 else { return [] }
  return names.sorted()
}

/// The faults found so far, up to so many that reading on helps no one and memory would end before they do.
struct FaultList {
  private(set) var all: [DatasetFault] = []

  static let limit = 10_000

  var isEmpty: Bool { all.isEmpty }
  var isFull: Bool { all.count > Self.limit }

  mutating func add(_ fault: DatasetFault) {
    if all.count < Self.limit {
      all.append(fault)
    } else if all.count == Self.limit {
      all.append(DatasetFault(.tooMany(limit: Self.limit), file: fault.file, line: fault.line))
    }
  }
}
