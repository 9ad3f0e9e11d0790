import Files
import Foundation
import Images
import SystemPackage

/// COCO: one JSON file a split, `_annotations.coco.json` among its pictures, or `annotations/instances_SPLIT.json` beside picture folders.
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
    let named = sources.filter { $0.split != nil }
    if !named.isEmpty {
      for source in sources where source.split == nil {
        reading.add(
          warning: "it belongs to no split and is left out", hint: "name it for one: instances_train.json",
          at: FileLocation(file: source.file))
      }
    }
    for source in named.isEmpty ? sources : named {
      try reading.stop.check()
      var file = COCOFile(source.file, pictureFolders: source.pictureFolders)
      reading.add(try file.read(&reading), split: source.split)
    }
  }

  /// The annotation files of a folder.
  static func files(in root: FilePath) -> [Source] {
    let ownFolders = Folder.splits(in: root).compactMap { name, folder -> Source? in
      let file = folder.appending(roboflowName)
      return file.isFile ? Source(file: file, split: name, pictureFolders: [folder]) : nil
    }
    if !ownFolders.isEmpty { return ownFolders }
    let annotations = root.appending("annotations")
    let inFolder = Folder.names(in: annotations).filter { $0.lowercased().hasSuffix(".json") }
    let instances = inFolder.filter { $0.hasPrefix("instances_") }
    let chosen = instances.isEmpty ? inFolder : instances
    if !chosen.isEmpty { return chosen.map { source(annotations.appending($0), root: root) } }
    let beside = Folder.names(in: root).filter {
      $0 == roboflowName || $0.hasPrefix("instances_") && $0.hasSuffix(".json") || $0 == "annotations.json" || $0.hasSuffix(".coco.json")
    }
    return beside.map { source(root.appending($0), root: root) }
  }

  private static func source(_ file: FilePath, root: FilePath) -> Source {
    let stem = file.stem ?? ""
    let name = stem.hasPrefix("instances_") ? String(stem.dropFirst("instances_".count)) : stem
    let images = root.appending("images")
    let folders = [root.appending(name), images.appending(name), images, root.appending("data"), root]
    return Source(file: file, split: DatasetSplit.Name(spelledIn: name), pictureFolders: folders.filter(\.isFolder))
  }
}
