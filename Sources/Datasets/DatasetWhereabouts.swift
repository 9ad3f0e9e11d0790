import Essentials
import Files
import Foundation
import SystemPackage

/// Where a dataset may be that is not where it was looked for.
enum DatasetWhereabouts {
  /// A dataset's path, with the home folder for `~` where no folder is called so.
  static func expanded(_ path: FilePath) -> FilePath { path.isFolder ? path : FilePath(UserFolders().expanded(path.string)) }

  /// What is wrong with the place itself; nil where there is a folder.
  static func fault(of path: FilePath) -> DatasetFault? {
    if path.isFolder { return nil }
    if path.isFile { return DatasetFault(.datasetIsNoFolder(hint: hint(ofFile: path)), file: path.string) }
    let parent = path.removingLastComponent()
    let near = nearestName(to: path.lastComponent?.string ?? "", in: Folder.searchedNames(in: parent.isEmpty ? "." : parent))
    return DatasetFault(.noDataset(near: near.map { parent.appending($0).string }), file: path.string)
  }

  /// Datasets one folder down, or two, in alphabetical order.
  static func below(_ root: FilePath) -> [String] {
    let near = folders(in: root)
    let found = near.filter(isDataset)
    return (found.isEmpty ? near.flatMap(folders).filter(isDataset) : found).map(\.string)
  }

  /// Folders that are looked into, a few.
  private static func folders(in root: FilePath) -> [FilePath] { Folder.folderNames(in: root).prefix(50).map(root.appending) }

  private static func isDataset(_ folder: FilePath) -> Bool { !DatasetFormat.found(in: folder).isEmpty }

  /// What to do about a file that was given for a dataset.
  static func hint(ofFile path: FilePath) -> String {
    let archives = ["zip", "tar", "gz", "tgz", "bz2", "xz", "zst", "7z", "rar"]
    if Folder.ending(of: path.string).map(archives.contains) == true { return "unpack it, and give the folder that comes of it" }
    var folder = path.removingLastComponent()
    // annotations/instances_train.json and train/annotations.jsonl lie in the dataset's folder.
    for _ in 0..<3 {
      let given: FilePath = folder.isEmpty ? "." : folder
      if isDataset(given), !isPart(given) { return "give its folder: \(given)" }
      if folder.isEmpty { break }
      folder = folder.removingLastComponent()
    }
    return "give the folder with all its splits"
  }

  /// Whether a folder is rather one of a dataset's own than a dataset: it means a split, or holds annotations alone.
  private static func isPart(_ folder: FilePath) -> Bool {
    guard let name = folder.lastComponent?.string.lowercased() else { return false }
    let parts = ["annotations", "images", "labels", "xmls", "jpegimages", "imagesets", "main", "data"]
    guard DatasetSplit.Name(spelledIn: name) != nil || parts.contains(name) else { return false }
    let parent = folder.removingLastComponent()
    return isDataset(parent.isEmpty ? "." : parent)
  }

  /// What a folder holds, for a message: how many files of each ending, and the names of its folders.
  static func contents(of root: FilePath) -> String {
    let names = Folder.names(in: root)
    let folders = Folder.folderNames(in: root)
    let files = names.filter { !folders.contains($0) && $0 != "__MACOSX" }
    let pictures = files.count(where: Folder.isPictureName)
    var parts = pictures > 0 ? [pluralized(pictures, "picture")] : []
    let others = Dictionary(grouping: files.filter { !Folder.isPictureName($0) }) { Folder.ending(of: $0) ?? "" }
    for (ending, files) in others.sorted(by: { $0.value.count != $1.value.count ? $0.value.count > $1.value.count : $0.key < $1.key })
      .prefix(4)
    {
      parts.append(files.count <= 2 ? files.joined(separator: ", ") : "\(files.count) .\(ending) files")
    }
    let shown = folders.prefix(5).joined(separator: ", ") + (folders.count > 5 ? ", ..." : "")
    if !folders.isEmpty { parts.append("\(folders.count == 1 ? "the folder" : "the folders") \(shown)") }
    return parts.isEmpty ? "it is empty" : parts.joined(separator: ", ")
  }

  /// What to do where there is no dataset.
  static func hint(near: [String]) -> String {
    if !near.isEmpty { return "did you mean \(near.prefix(3).joined(separator: ", or "))?" }
    return "a dataset has " + DatasetFormat.allCases.map { "\($0.needs) (\($0.rawValue))" }.joined(separator: "; or ")
  }
}

extension Dataset {
  /// The folder at a path that may begin with `~`.
  ///
  /// - Throws: `DatasetError` when there is none, with what may be meant.
  package static func folder(at path: FilePath) throws -> FilePath {
    let folder = DatasetWhereabouts.expanded(path)
    if let fault = DatasetWhereabouts.fault(of: folder) { throw DatasetError(faults: [fault]) }
    return folder
  }
}
