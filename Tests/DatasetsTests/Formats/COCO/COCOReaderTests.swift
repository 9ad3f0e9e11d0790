import Datasets
import Essentials
import Foundation
import SystemPackage
import Testing

/// Folders with annotations in the format COCO.
@Suite struct COCOReaderTests {
  @Test func cocoInTheFoldersOfSplits() throws {
    let folder = try DatasetFolder()
    for (split, image) in [("train", "a.png"), ("valid", "b.png"), ("test", "c.png")] {
      try folder.picture("\(split)/\(image)")
      try folder.coco(
        "\(split)/_annotations.coco.json", images: [image],
        annotations: [
          #"{"id": 1, "image_id": 1, "category_id": 1, "bbox": [10, 10, 20, 20]}"#,
          #"{"id": 2, "image_id": 1, "category_id": 1, "bbox": [0, 0, 90, 40], "iscrowd": 1}"#,
        ], categories: #"{"id": 0, "name": "animals", "supercategory": "none"}, {"id": 1, "name": "cat", "supercategory": "animals"}"#)
    }
    let dataset = try Dataset(folder.path)
    #expect(!dataset.isShared)
    let samples = dataset.splits.flatMap(\.samples)
    #expect(samples.map(\.suffix) == Array(repeating: "cat<loc_100><loc_200><loc_300><loc_600>", count: 3))
    #expect(samples.map(\.prefix) == ["<OD>", "<OD>", "<OD>"])
    #expect(samples[0].annotations == folder.path.appending("train/_annotations.coco.json") && samples[0].line == 2)
    #expect(dataset.splits.map(\.folder.lastComponent?.string) == ["train", "valid", "test"])
    #expect(
      try folder.check().prefix(1) == [
        "warning: D/train/_annotations.coco.json: 1 box round a crowd (iscrowd) is left out\n  hint: they hold many objects each"
      ])
  }

  @Test(arguments: [0, 1, 255, 256, 1000, 70_000]) func placesAreFoundAmongAnyNumberOfLines(_ lines: Int) throws {
    let folder = try DatasetFolder()
    try folder.picture("train/a.png")
    let breaks = String(repeating: "\n", count: lines)
    try folder.text(
      "train/_annotations.coco.json",
      #"{"images": [{"id": 1, "file_name": "a.png"}], "categories": [{"id": 1, "name": "cat"}],"# + breaks
        + #"  "annotations": [{"id": 1, "image_id": 7}]}"#)
    let column = lines == 0 ? 106 : 19
    #expect(
      folder.faults() == [
        "D/train/_annotations.coco.json:\(lines + 1):\(column): annotations[0] has image_id 7, and no image has that id"
      ])
  }

  /// An empty answer would say that there is nothing in the picture.
  @Test func picturesOfCrowdsAloneAreLeftOut() throws {
    let folder = try DatasetFolder()
    for name in ["a", "b", "c"] { try folder.picture("train/\(name).png", shade: name.utf8.first ?? 0) }
    try folder.coco(
      "train/_annotations.coco.json", images: ["a.png", "b.png", "c.png"],
      annotations: [
        #"{"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 90, 40], "iscrowd": 1, "segmentation": {"counts": [1, 2]}}"#,
        #"{"id": 2, "image_id": 2, "category_id": 1, "bbox": [10, 10, 20, 20]}"#,
        #"{"id": 3, "image_id": 2, "category_id": 1, "bbox": [0, 0, 90, 40], "iscrowd": 1}"#,
      ])
    let dataset = try Dataset(folder.path)
    #expect(dataset.answers == ["b.png": "cat<loc_100><loc_200><loc_300><loc_600>", "c.png": ""])
    // Opening it says so, too.
    #expect(
      dataset.omissionLines.map { $0.replacing(folder.path.string, with: "D") } == [
        "D/train/_annotations.coco.json: warning: 2 boxes round crowds (iscrowd) are left out, and 1 picture without any other\n"
          + "  hint: they hold many objects each"
      ])
  }

  /// 161.2 + 64.88 is less than 226.08 in single precision, in which supervision adds: the next location begins there.
  @Test func cornersAreAddedInSinglePrecision() throws {
    let folder = try DatasetFolder()
    try folder.picture("train/a.png", width: 640, height: 480)
    try folder.text(
      "train/_annotations.coco.json",
      #"""
      {"images": [{"id": 900100000000123, "file_name": "a.png", "extra": {"name": "é \" ] }"}}],
       "annotations": [{"bbox" : [ 362.96 , 161.2,157.74, 64.88 ], "category_id": 1, "image_id": 900100000000123}],
       "categories": [{"id": 1, "name": "h\u00e9lmet"}]}
      """#)
    #expect(try Dataset(folder.path).answers == ["a.png": "h\u{E9}lmet<loc_567><loc_335><loc_813><loc_470>"])
  }

  @Test func cocoInTheOfficialLayout() throws {
    let folder = try DatasetFolder()
    try folder.picture("train2017/1.png", shade: 1)
    try folder.picture("images/val2017/1.png", shade: 2)
    for split in ["train", "val"] {
      try folder.coco(
        "annotations/instances_\(split)2017.json", images: ["1.png"],
        annotations: [#"{"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 99.95, 50.02]}"#])
    }
    try folder.text("annotations/captions_train2017.json", "{}")
    let dataset = try Dataset(folder.path)
    #expect(dataset.train.samples.map(\.image.file) == [folder.path.appending("train2017/1.png")])
    #expect(dataset.valid?.samples.map(\.image.file) == [folder.path.appending("images/val2017/1.png")])
    #expect(dataset.train.samples[0].suffix == "cat<loc_0><loc_0><loc_999><loc_999>")
  }
}
