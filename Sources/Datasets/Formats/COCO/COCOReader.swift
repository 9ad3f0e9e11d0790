import Files
import Foundation
import Images
import SystemPackage

/// COCO: one JSON file a split, in the folder of the split, in `annotations`, or beside the folders of pictures.
struct COCOReader: FormatReader {
  /// A file, the split that it is of, and the folders in which its pictures may lie.
  struct Source {
    let file: FilePath
    let split: DatasetSplit.Name?
    let pictureFolders: [FilePath]
  }

  static let roboflowName = "_annotations.coco.json"

  func read(_ root: FilePath, into reading: inout FormatReading) throws {
    let sources = Self.files(in: root)
    if sources.isEmpty {
      reading.add(
        malformed: "there are no COCO annotations here",
        hint: "they are \(Self.roboflowName) in train, valid and test, or annotations/instances_train.json", at: FileLocation(file: root))
    }
    if !Self.ownFiles(in: root).isEmpty { Self.splitFolders(in: root).addFaults(to: &reading.faults, isDistinct: true) }
    let named = sources.filter { $0.split != nil }
    if !named.isEmpty { Self.addDoubts(sources, &reading) }
    for source in named.isEmpty ? sources : named {
      try reading.stop.check()
      let search = PictureSearch(source.pictureFolders, root: root, split: source.split)
      var file = COCOFile(source.file, search: search)
      reading.add(try file.read(&reading), split: source.split)
    }
  }

  /// Notes files that belong to no split, and those that belong to one together.
  private static func addDoubts(_ sources: [Source], _ reading: inout FormatReading) {
    for source in sources where source.split == nil {
      reading.add(
        warning: "it belongs to no split and is left out", hint: "name it for one: instances_train.json",
        at: FileLocation(file: source.file))
    }
    for split in DatasetSplit.Name.allCases {
      let files = sources.filter { $0.split == split }.map(\.file)
      guard let first = files.first, files.count > 1 else { continue }
      reading.add(
        warning: "\(files.compactMap(\.lastComponent?.string).joined(separator: " and ")) are read together as \(split.rawValue)",
        hint: "remove what is not meant", at: FileLocation(file: first.removingLastComponent()))
    }
  }

  /// The annotation files of a folder.
  static func files(in root: FilePath) -> [Source] {
    let own = ownFiles(in: root)
    if !own.isEmpty { return own }
    let annotations = root.appending("annotations")
    let inFolder = Folder.names(in: annotations).filter { Folder.ending(of: $0) == "json" }
    let instances = inFolder.filter { $0.hasPrefix("instances_") }
    let chosen = instances.isEmpty ? inFolder : instances
    if !chosen.isEmpty { return chosen.map { source(annotations.appending($0), root: root) } }
    return annotationFiles(in: root).map { source($0, root: root) }
  }

  /// Those in the folders of splits.
  private static func ownFiles(in root: FilePath) -> [Source] {
    splitFolders(in: root).taken.flatMap { name, folder in
      let pictures = [folder, folder.appending("images"), folder.appending("data")] + pictureFolders(called: name.rawValue, in: root)
      return filesOfSplit(in: folder).map { Source(file: $0, split: name, pictureFolders: pictures.filter(\.isFolder)) }
    }
  }

  private static func splitFolders(in root: FilePath) -> SplitFolders { SplitFolders(in: root) { !filesOfSplit(in: $0).isEmpty } }

  /// The file of a split's folder: the usual one, else those that turn out to be COCO's.
  private static func filesOfSplit(in folder: FilePath) -> [FilePath] {
    let usual = folder.appending(roboflowName)
    return usual.isFile ? [usual] : annotationFiles(in: folder)
  }

  /// Files whose names or beginnings say that they are COCO's.
  private static func annotationFiles(in folder: FilePath) -> [FilePath] {
    let names = Folder.names(in: folder).filter { Folder.ending(of: $0) == "json" }
    let known = names.filter { $0.hasPrefix("instances_") || $0 == "annotations.json" || $0.hasSuffix(".coco.json") || $0 == roboflowName }
    // Very many are a file for each picture, of which COCO has none.
    let chosen = known.isEmpty && names.count <= 20 ? names.filter { COCOBeginning.isAt(folder.appending($0)) } : known
    return chosen.map(folder.appending)
  }

  private static func source(_ file: FilePath, root: FilePath) -> Source {
    let stem = file.stem ?? ""
    let name = stem.hasPrefix("instances_") ? String(stem.dropFirst("instances_".count)) : stem
    let folders = pictureFolders(called: name, in: root) + [root.appending("images"), root.appending("data"), root]
    let split = DatasetSplit.Name(spelledIn: name) ?? DatasetSplit.Name(spelledAmongWordsOf: name)
    let own = Folder.splits(in: root).filter { $0.name == split }.map(\.folder)
    return Source(file: file, split: split, pictureFolders: (folders + own).filter(\.isFolder))
  }

  /// Where the pictures of a file or a split of that name lie, if they have a folder of their own.
  private static func pictureFolders(called name: String, in root: FilePath) -> [FilePath] {
    let images = root.appending("images")
    let alike = DatasetSplit.Name(spelledIn: name).map { split in
      Folder.splits(in: images).filter { $0.name == split }.map(\.folder)
    }
    return [root.appending(name), images.appending(name)] + (alike ?? [])
  }
}
