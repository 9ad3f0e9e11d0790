import Datasets
import Essentials
import Foundation
import SystemPackage
import Testing

/// What other programs call the splits, in all places that name them.
@Suite struct SplitSpellingTests {
  /// A dataset of four, two and one picture: a format's files, by what it calls the three splits.
  private func dataset(_ format: DatasetFormat, _ names: [String]) throws -> DatasetFolder {
    let folder = try DatasetFolder()
    var shade: UInt8 = 0
    for (name, count) in zip(names, [4, 2, 1]) {
      let pictures = (0..<count).map { "\(name.lowercased())\($0).png" }
      for picture in pictures {
        shade += 1
        let stem = FilePath(picture).stem ?? ""
        switch format {
        case .jsonl, .coco: try folder.picture("\(name)/\(picture)", shade: shade)
        case .yolo:
          try folder.picture("images/\(name)/\(picture)", shade: shade)
          try folder.text("labels/\(name)/\(stem).txt", "0 0.5 0.5 0.5 0.5\n")
        case .voc:
          try folder.picture("JPEGImages/\(picture)", shade: shade)
          try folder.text("Annotations/\(stem).xml", DatasetFolder.voc(picture))
        }
      }
      switch format {
      case .jsonl: try folder.annotations(name, pictures.map { DatasetFolder.line($0) })
      case .coco: try folder.coco("annotations/instances_\(name).json", images: pictures, annotations: [])
      case .yolo: break
      case .voc: try folder.text("ImageSets/Main/\(name).txt", pictures.map { $0.dropLast(4) + "\n" }.joined())
      }
    }
    return folder
  }

  @Test(
    arguments: DatasetFormat.allCases,
    [
      ["train", "valid", "test"], ["Train", "Validation", "Test"], ["TRAIN", "VAL", "TEST"], ["training", "dev", "testing"],
      ["train2017", "val2017", "test2017"], ["train", "eval", "test_1"],
    ])
  func oneTableForAllFormats(_ format: DatasetFormat, _ names: [String]) throws {
    let folder = try dataset(format, names)
    if format == .yolo { try folder.text("classes.txt", "cat\n") }
    let dataset = try Dataset(folder.path)
    #expect(dataset.splits.map(\.samples.count) == [4, 2, 1] && !dataset.isShared)
    #expect(try folder.check().isEmpty)
  }

  @Test(arguments: ["train", "Train"], ["val", "valid", "validation", "dev", "Eval"])
  func keysOfYAMLFiles(_ train: String, _ valid: String) throws {
    let folder = try dataset(.yolo, ["a", "b", "c"])
    try folder.text("dataset.yaml", "\(train): images/a\n\(valid): ./images/b/\ntest: images/c\nnames: [cat]\n")
    #expect(try Dataset(folder.path).splits.map(\.samples.count) == [4, 2, 1])
  }

  @Test func twoThatMeanTheSameAreAFault() throws {
    let lines = try dataset(.jsonl, ["train", "val", "valid"])
    #expect(
      lines.faults() == ["D: valid and val both mean the split valid\n  hint: keep one of them, or put what they hold together"])
    // What is empty means nothing.
    try FileManager.default.createDirectory(atPath: lines.path.appending("Training").string, withIntermediateDirectories: false)
    #expect(lines.faults().count == 1)
    let yolo = try dataset(.yolo, ["train", "val", "valid"])
    try yolo.text("classes.txt", "cat\n")
    #expect(yolo.faults().contains { $0.contains("valid and val both mean the split valid") })
    try yolo.text("data.yaml", "train: images/train\nval: images/val\nvalid: images/valid\nnames: [cat]\n")
    #expect(yolo.faults() == ["D/data.yaml:3: val in line 2 and valid both mean the split valid\n  hint: keep one of the two"])
    let voc = try dataset(.voc, ["train", "val", "valid"])
    #expect(voc.faults().contains { $0.hasPrefix("D/ImageSets/Main: val.txt and valid.txt mean the split valid") })
    // COCO's files may be parts of one split: it says that they are.
    let coco = try dataset(.coco, ["train", "val", "valid"])
    #expect(
      try coco.check().first
        == "warning: D/annotations: instances_val.json and instances_valid.json are read together as valid\n  hint: remove what is not meant"
    )
  }

  @Test func whatLooksLikeASplitAndIsNoneIsSaid() throws {
    let lines = try dataset(.jsonl, ["train", "vaild", "test"])
    #expect(
      try lines.check() == [
        "warning: D/vaild: vaild is none of train, valid and test, and is left out\n  hint: name it for the split that it is"
      ])
    #expect(try Dataset(lines.path).omissionLines.count == 1)
    let yolo = try dataset(.yolo, ["train", "my_val", "test"])
    try yolo.text("classes.txt", "cat\n")
    #expect(try yolo.check().contains { $0.hasPrefix("warning: D/images/my_val: my_val is none of") })
    try yolo.text("data.yaml", "train: images/train\nmy_val: images/my_val\nauthor: me\nnames: [cat]\n")
    #expect(try yolo.check().contains { $0.hasPrefix("warning: D/data.yaml:2: my_val is none of train, val and test, and is left out") })
    let voc = try dataset(.voc, ["Train", "holdout", "Test"])
    try voc.text("ImageSets/Main/cat_train.txt", "train0 1\n")
    #expect(
      try voc.check() == [
        "warning: D/ImageSets/Main: holdout.txt means no split and is left out\n  hint: name a list for its split: train.txt"
      ])
    let coco = try dataset(.coco, ["train", "minival", "test"])
    #expect(
      try coco.check().first?.hasPrefix("warning: D/annotations/instances_minival.json: it belongs to no split and is left out") == true)
  }

  @Test func namesOfFilesSayTheSplitAmongOtherWords() throws {
    let folder = try DatasetFolder()
    for (index, name) in ["helmets_train", "helmets-val"].enumerated() {
      try folder.picture("images/\(index).png", shade: UInt8(index))
      try folder.coco("\(name).json", images: ["\(index).png"], annotations: [])
    }
    #expect(try Dataset(folder.path).splits.map(\.name) == [.train, .valid])
  }
}
