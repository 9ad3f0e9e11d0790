import Files
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
    if places.contains(where: { $0.appending("annotations.jsonl").isFile }) { formats.append(.jsonl) }
    if !COCOReader.files(in: folder).isEmpty { formats.append(.coco) }
    if YOLOLayout.isIn(folder) { formats.append(.yolo) }
    if VOCReader.isIn(folder) { formats.append(.voc) }
    return formats
  }
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
