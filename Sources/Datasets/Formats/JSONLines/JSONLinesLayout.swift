import Files
import SystemPackage

/// Where a dataset of JSON lines keeps its annotations: in the folder of each split, or beside one another, `_annotations.train.jsonl`.
struct JSONLinesLayout {
  /// A file of annotations, and where its pictures may lie.
  struct Part {
    /// Nil: of a folder without splits.
    let split: DatasetSplit.Name?
    /// The split's folder, or the whole one.
    let folder: FilePath
    let annotations: FilePath
    let pictureFolders: [FilePath]
  }

  static let fileName = "annotations.jsonl"

  private(set) var parts: [Part] = []
  private let splits: SplitFolders
  /// Files that say the same split as another does.
  private var rivals: [(split: DatasetSplit.Name, names: [String])] = []
  /// Files beside the others that mean no split.
  private var strangers: [String] = []
  /// Folders that mean a split and have no annotations.
  private var unused: [FilePath] = []
  private let root: FilePath

  init(_ root: FilePath) {
    self.root = root
    splits = SplitFolders(in: root) { $0.appending(Self.fileName).isFile }
    let whole = root.appending(Self.fileName)
    if splits.taken.contains(where: { $0.folder.appending(Self.fileName).isFile }) {
      for (split, folder) in splits.taken {
        let annotations = folder.appending(Self.fileName)
        // Under another name it may be no part of the dataset; under the usual one it lacks something.
        if annotations.isFile || folder.lastComponent?.string == split.rawValue {
          parts.append(Part(split: split, folder: folder, annotations: annotations, pictureFolders: [folder]))
        } else if !Folder.names(in: folder).isEmpty {
          unused.append(folder)
        }
      }
    } else if whole.isFile {
      parts = [Part(split: nil, folder: root, annotations: whole, pictureFolders: [root])]
    } else {
      addFilesBeside(Folder.names(in: root).filter { $0.lowercased().hasSuffix(".jsonl") && root.appending($0).isFile })
    }
  }

  /// Files of the dataset's own folder that name their splits.
  private mutating func addFilesBeside(_ names: [String]) {
    for split in DatasetSplit.Name.allCases {
      let meant = names.filter { DatasetSplit.Name(spelledAmongWordsOf: FilePath($0).stem ?? "") == split }
      guard let name = meant.first else { continue }
      if meant.count > 1 { rivals.append((split, meant)) }
      let own = splits.taken.filter { $0.name == split }.map(\.folder)
      parts.append(
        Part(
          split: split, folder: root, annotations: root.appending(name),
          pictureFolders: [root, root.appending("images"), root.appending("data")].filter(\.isFolder) + own))
    }
    if !parts.isEmpty { strangers = names.filter { DatasetSplit.Name(spelledAmongWordsOf: FilePath($0).stem ?? "") == nil } }
  }

  /// Whether a dataset of this format lies there.
  var isThere: Bool { !parts.isEmpty }

  /// Notes what means one split together, and what looks like a part of the dataset and is none.
  func addFaults(to faults: inout FaultList) {
    splits.addFaults(to: &faults, isDistinct: true)
    for folder in unused {
      faults.add(DatasetFault(.warning("there is no \(Self.fileName): it is left out", hint: nil), file: folder.string))
    }
    for (split, names) in rivals {
      faults.add(
        DatasetFault(
          .malformed("\(names.joined(separator: " and ")) mean the split \(split.rawValue)", hint: "keep one of them"), file: root.string))
    }
    for name in strangers {
      faults.add(
        DatasetFault(
          .warning("it names no split and is left out", hint: "name it for one: _annotations.train.jsonl"),
          file: root.appending(name).string))
    }
  }
}
