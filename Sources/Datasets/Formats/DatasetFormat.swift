import Foundation
import SystemPackage

/// How a dataset's folder is laid out.
public enum DatasetFormat: String, Sendable, CaseIterable {
  /// A file `annotations.jsonl` in each split: image, prefix and suffix.
  case jsonl
  /// `_annotations.coco.json` in each split, or `annotations/instances_*.json`.
  case coco
  /// `data.yaml` with `images` and `labels`.
  case yolo
  /// Pascal VOC: an XML file for each picture.
  case voc

  /// In one line, for help.
  public var meaning: String {
    switch self {
    case .jsonl: "annotations.jsonl in each split"
    case .coco: "_annotations.coco.json in each split, or annotations/instances_*.json"
    case .yolo: "data.yaml, images and labels"
    case .voc: "an XML file for each picture"
    }
  }

  /// The formats of which `folder` holds something, in the order of the cases.
  static func found(in folder: FilePath) -> [DatasetFormat] {
    let places = [folder] + Folder.splits(in: folder).map(\.folder)
    var formats: [DatasetFormat] = []
    if places.contains(where: { Folder.isFile($0.appending("annotations.jsonl")) }) { formats.append(.jsonl) }
    if !COCOReader.files(in: folder).isEmpty { formats.append(.coco) }
    if YOLOLayout.isIn(folder) { formats.append(.yolo) }
    if VOCReader.isIn(folder) { formats.append(.voc) }
    return formats
  }
}

/// What stands in folders, for those who look for a dataset's parts.
enum Folder {
  static func isFolder(_ path: FilePath) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path.string, isDirectory: &isFolder) && isFolder.boolValue
  }

  static func isFile(_ path: FilePath) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path.string, isDirectory: &isFolder) && !isFolder.boolValue
  }

  /// The names in a folder, hidden ones left out, in alphabetical order.
  static func names(in folder: FilePath) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? []).filter { !$0.hasPrefix(".") }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The folders that other programs call a split by, each with the name that it has here.
  static func splits(in folder: FilePath) -> [(name: DatasetSplit.Name, folder: FilePath)] {
    DatasetSplit.Name.allCases.compactMap { name in
      name.spellings.map(folder.appending).first(where: isFolder).map { (name, $0) }
    }
  }

  /// The pictures in a folder and those below it, known by their names' endings, in the order of their paths.
  static func pictures(in folder: FilePath) -> [FilePath] {
    guard let walk = FileManager.default.enumerator(atPath: folder.string) else { return [] }
    var names: [String] = []
    while let name = walk.nextObject() as? String {
      guard !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }) else { continue }
      if isPictureName(name) { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { folder.pushing(FilePath($0)) }
  }

  static func isPictureName(_ name: String) -> Bool {
    guard let dot = name.lastIndex(of: ".") else { return false }
    return pictureEndings.contains(name[name.index(after: dot)...].lowercased())
  }

  /// Those that are not read are endings too: their files get a fault that says so.
  static let pictureEndings: Set<String> = [
    "png", "jpg", "jpeg", "jpe", "bmp", "gif", "tif", "tiff", "webp", "heic", "avif", "dng", "mpo",
  ]
}

extension DatasetSplit.Name {
  /// What other programs call the split, the usual name first.
  var spellings: [String] {
    switch self {
    case .train: ["train", "training"]
    case .valid: ["valid", "val", "validation"]
    case .test: ["test", "testing"]
    }
  }

  /// The split that a name such as `val2017` or `train` means.
  init?(spelledIn text: String) {
    let name = text.lowercased().reversed().drop { $0.isNumber || $0 == "_" || $0 == "-" }.reversed()
    guard let split = Self.allCases.first(where: { $0.spellings.contains(String(name)) }) else { return nil }
    self = split
  }
}
