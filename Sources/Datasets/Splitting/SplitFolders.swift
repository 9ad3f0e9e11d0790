import Essentials
import Files
import SystemPackage

/// The folders of a dataset that mean splits, whatever a program calls them: `val`, `Validation`, `train2017`.
struct SplitFolders {
  /// One folder for each split that has any, in the order of the splits.
  private(set) var taken: [(name: DatasetSplit.Name, folder: FilePath)] = []
  /// Names of folders that mean the same split and hold something each.
  private var rivals: [(name: DatasetSplit.Name, folders: [String])] = []
  /// Names of folders that mean no split.
  private let others: [String]
  private let root: FilePath
  private let holds: (FilePath) -> Bool

  /// - Parameter holds: whether a folder has what the format at hand keeps in a split.
  init(in root: FilePath, holding holds: @escaping (FilePath) -> Bool) {
    (self.root, self.holds) = (root, holds)
    let folders = Folder.folderNames(in: root)
    others = folders.filter { DatasetSplit.Name(spelledIn: $0) == nil }
    for split in DatasetSplit.Name.allCases {
      let meant = folders.filter { DatasetSplit.Name(spelledIn: $0) == split }
      let ordered = split.spellings.filter(meant.contains) + meant.filter { !split.spellings.contains($0) }
      let holding = ordered.count > 1 ? ordered.filter { holds(root.appending($0)) } : []
      if holding.count > 1 { rivals.append((split, holding)) }
      if let folder = holding.first ?? ordered.first { taken.append((split, root.appending(folder))) }
    }
  }

  /// Notes folders that mean one split together, and those that look like a split and are none.
  ///
  /// - Parameter isDistinct: what the folders hold shows beyond doubt that they are parts of the dataset, whatever they are called.
  func addFaults(to faults: inout FaultList, isDistinct: Bool) {
    for (split, folders) in rivals {
      faults.add(
        DatasetFault(
          .malformed(
            "\(folders.joined(separator: " and ")) \(folders.count == 2 ? "both" : "all") mean the split \(split.rawValue)",
            hint: "keep one of them, or put what they hold together"), file: root.string))
    }
    for name in others where (isDistinct || DatasetSplit.Name.resembles(name)) && holds(root.appending(name)) {
      faults.add(
        DatasetFault(
          .warning("\(name) is none of train, valid and test, and is left out", hint: "name it for the split that it is"),
          file: root.appending(name).string))
    }
  }
}
