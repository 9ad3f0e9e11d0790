import Datasets
import Essentials
import Foundation
import SystemPackage
import Testing

/// Folders as labelling programs export them.
@Suite struct DatasetLayoutTests {
  private static let box = "0 0.5 0.5 0.5 0.5\n"
  private static let answer = "cat<loc_250><loc_250><loc_750><loc_750>"
  private static let cocoBox = #"{"id": 1, "image_id": 1, "category_id": 1, "bbox": [25, 12.5, 50, 25]}"#

  /// A folder with pictures, each named with its place, and files of text.
  private func folder(pictures: [String], _ files: [String: String]) throws -> DatasetFolder {
    let folder = try DatasetFolder()
    for (index, name) in pictures.enumerated() { try folder.picture(name, shade: UInt8(index)) }
    for (name, text) in files { try folder.text(name, text) }
    return folder
  }

  /// What is read of it: the files of each split's pictures, and all answers.
  private func read(_ folder: DatasetFolder) throws -> (splits: [[String]], answers: Set<String>, isShared: Bool) {
    let dataset = try Dataset(folder.path, options: DatasetOptions(shares: SplitShares([1])))
    let splits = dataset.splits.map { split in
      split.samples.map { $0.image.name.replacing(folder.path.string + "/", with: "") }
    }
    return (splits, Set(dataset.splits.flatMap(\.samples).map(\.suffix)), dataset.isShared)
  }

  @Test func yoloOfCVAT() throws {
    let folder = try folder(
      pictures: ["obj_train_data/a.png", "obj_train_data/b.png", "obj_valid_data/c.png"],
      [
        "obj.data": "classes = 1\ntrain = data/train.txt\nvalid = data/valid.txt\nnames = data/obj.names\nbackup = backup/\n",
        "obj.names": "cat\n", "train.txt": "data/obj_train_data/a.png\ndata/obj_train_data/b.png\n",
        "valid.txt": "data/obj_valid_data/c.png\n",
        "obj_train_data/a.txt": Self.box, "obj_train_data/b.txt": Self.box, "obj_valid_data/c.txt": Self.box,
      ])
    let found = try read(folder)
    #expect(found.splits == [["obj_train_data/a.png", "obj_train_data/b.png"], ["obj_valid_data/c.png"]])
    #expect(found.answers == [Self.answer] && !found.isShared)
    try folder.text("obj.data", "classes = 2\ntrain = data/train.txt\nnames = data/obj.names\n")
    #expect(folder.faults() == ["D/obj.data:1: nc is 2, and there are 1 names\n  hint: make nc the number of names"])
  }

  @Test func yoloOfLabelImg() throws {
    let folder = try folder(pictures: ["a.png", "b.png"], ["classes.txt": "cat\ndog\n", "a.txt": Self.box, "b.txt": Self.box])
    let found = try read(folder)
    #expect(found.splits == [["a.png", "b.png"]] && found.answers == [Self.answer] && found.isShared)
    // A list of classes beside pictures without labels is no dataset.
    let bare = try self.folder(pictures: ["a.png"], ["classes.txt": "cat\n", "notes.txt": "x"])
    #expect(bare.faults().first?.hasPrefix("D: there is no dataset in it: 1 picture, classes.txt, notes.txt") == true)
  }

  @Test func yoloOfLabelStudio() throws {
    let folder = try folder(
      pictures: ["images/a.png"],
      ["classes.txt": "cat\n", "labels/a.txt": Self.box, "notes.json": #"{"categories": [{"id": 0, "name": "cat"}], "info": {}}"#])
    #expect(try read(folder).answers == [Self.answer])
  }

  @Test func yoloOfFiftyOne() throws {
    let splits = try folder(
      pictures: ["images/train/a.png", "images/validation/b.png"],
      [
        "dataset.yaml": "names:\n  0: cat\npath: /home/ana/set\ntrain: ./images/train/\nvalidation: ./images/validation/\n",
        "labels/train/a.txt": Self.box, "labels/validation/b.txt": Self.box,
      ])
    #expect(try read(splits).splits == [["images/train/a.png"], ["images/validation/b.png"]])
    let darknet = try folder(
      pictures: ["data/a.png"], ["obj.names": "cat\n", "images.txt": "data/a.png\n", "data/a.txt": Self.box])
    #expect(try read(darknet).answers == [Self.answer])
  }

  @Test func darknetOfRoboflow() throws {
    let folder = try folder(
      pictures: ["train/a.png", "valid/b.png"],
      ["train/_darknet.labels": "cat\n", "valid/_darknet.labels": "cat", "train/a.txt": Self.box, "valid/b.txt": Self.box])
    #expect(try read(folder).splits == [["train/a.png"], ["valid/b.png"]])
    try folder.text("valid/_darknet.labels", "dog\n")
    #expect(
      folder.faults() == [
        "D/valid/_darknet.labels: the classes are others than in D/train/_darknet.labels\n"
          + "  hint: all labels must have the same numbers for the same classes"
      ])
  }

  @Test(arguments: ["result.json", "labels.json", "annotations.json", "coco.json"], ["images", "data"])
  func cocoBesideItsPictures(_ file: String, _ place: String) throws {
    let folder = try folder(pictures: ["\(place)/a.png"], [:])
    try folder.coco(file, images: ["\(place)/a.png"], annotations: [Self.cocoBox])
    #expect(try read(folder).splits == [["\(place)/a.png"]])
    try folder.coco(file, images: ["a.png"], annotations: [Self.cocoBox])
    #expect(try read(folder).answers == [Self.answer])
  }

  @Test func cocoInFilesOfSplits() throws {
    let folder = try folder(pictures: ["images/a.png", "images/b.png"], ["other.json": "[{}]", "setup.json": #"{"images": 3}"#])
    try folder.coco("train.json", images: ["a.png"], annotations: [Self.cocoBox])
    try folder.coco("val.json", images: ["b.png"], annotations: [Self.cocoBox])
    #expect(try read(folder).splits == [["images/a.png"], ["images/b.png"]])
    // Each split with a file of its own name, as FiftyOne exports them.
    let inner = try self.folder(pictures: ["train/data/a.png", "validation/data/b.png"], [:])
    for (split, name) in [("train", "a"), ("validation", "b")] {
      try inner.coco("\(split)/labels.json", images: ["\(name).png"], annotations: [Self.cocoBox])
    }
    #expect(try read(inner).splits == [["train/data/a.png"], ["validation/data/b.png"]])
  }

  @Test func vocOfOxfordsPetsAndOfFiftyOne() throws {
    let pets = try folder(
      pictures: ["images/cat_1.png", "images/cat_2.png"],
      [
        "annotations/xmls/cat_1.xml": DatasetFolder.voc("cat_1.png"), "annotations/xmls/cat_2.xml": DatasetFolder.voc("cat_2.png"),
        "annotations/README": "x",
      ])
    #expect(try read(pets).splits == [["images/cat_1.png", "images/cat_2.png"]])
    try pets.text("annotations/trainval.txt", "cat_1 1 1 1\n")
    try pets.text("annotations/test.txt", "cat_9 1 1 1\n")
    #expect(try read(pets).splits == [["images/cat_1.png"]])
    #expect(try pets.check() == ["warning: D/annotations/test.txt: no picture of this list has an XML file: the split test is left out"])
    let fiftyOne = try folder(pictures: ["data/a.png"], ["labels/a.xml": DatasetFolder.voc("a.png")])
    #expect(try read(fiftyOne).splits == [["data/a.png"]])
    let frames = try folder(pictures: ["JPEGImages/film/a.png"], ["Annotations/film/a.xml": DatasetFolder.voc("film/a.png")])
    #expect(try read(frames).splits == [["JPEGImages/film/a.png"]])
  }

  @Test func paliGemmaOfRoboflow() throws {
    func line(_ image: String, _ suffix: String) -> String {
      #"{"image": "\#(image)", "prefix": "detect cat ; big dog", "suffix": "\#(suffix)"}"# + "\n"
    }
    let folder = try folder(
      pictures: ["a.png", "b.png"],
      [
        "_annotations.train.jsonl": line(
          "a.png", "<loc0256><loc0000><loc0512><loc1023> cat ; <loc0000><loc0128><loc0001><loc0768> big dog"),
        "_annotations.valid.jsonl": line("b.png", "<loc0000><loc0000><loc1023><loc1023> cat"),
      ])
    let dataset = try Dataset(folder.path)
    #expect(dataset.train.samples.map(\.prefix) == ["<OD>"])
    // Top, left, bottom and right of 1,024 places each.
    #expect(dataset.train.samples.map(\.suffix) == ["cat<loc_0><loc_250><loc_999><loc_500>big dog<loc_125><loc_0><loc_750><loc_0>"])
    #expect(dataset.valid?.samples.map(\.suffix) == ["cat<loc_0><loc_0><loc_999><loc_999>"])
    #expect(
      dataset.omissionLines.first?.replacing(folder.path.string, with: "D")
        == "D/_annotations.train.jsonl:1: warning: an answer has the places of PaliGemma, <loc0000> to <loc1023>: read as <OD>")
    #expect(dataset.train.annotations(of: dataset.train.samples[0]) == folder.path.appending("_annotations.train.jsonl"))
  }
}
