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

  /// What a folder must have, for a message of what it lacks.
  var needs: String {
    switch self {
    case .jsonl: "train/annotations.jsonl"
    case .coco: "train/_annotations.coco.json or annotations/instances_train.json"
    case .yolo: "data.yaml, obj.data or classes.txt, and a file of labels for each picture"
    case .voc: "an XML file for each picture"
    }
  }

  /// The formats of which `folder` holds something, in the order of the cases.
  static func found(in folder: FilePath) -> [DatasetFormat] {
    var formats: [DatasetFormat] = []
    if JSONLinesLayout(folder).isThere { formats.append(.jsonl) }
    if !COCOReader.files(in: folder).isEmpty { formats.append(.coco) }
    if YOLOLayout.isIn(folder) { formats.append(.yolo) }
    if VOCReader.isIn(folder) { formats.append(.voc) }
    return formats
  }
}
