import Datasets
import Essentials
import Files
import Foundation
import SystemPackage
import Testing

/// Names of files as other systems and other folders write them.
@Suite struct PictureSearchTests {
  @Test func backslashesSeparateWhereNoFileIsSpelledSo() throws {
    let folder = try DatasetFolder()
    try folder.picture("train/images/a.png", shade: 1)
    try folder.picture("train/images\\b.png", shade: 2)
    try folder.picture("train/images/b.png", shade: 3)
    try folder.annotations("train", ["images\\\\a.png", "images\\\\b.png"].map { DatasetFolder.line($0) })
    let files = try Dataset(folder.path).train.samples.map(\.image.file)
    #expect(files == [folder.path.appending("train/images/a.png"), folder.path.appending("train").appending("images\\b.png")])
  }

  @Test func backslashesInAllFormats() throws {
    let coco = try DatasetFolder()
    try coco.picture("images/sub/a.png")
    try coco.coco("annotations.json", images: ["images\\\\sub\\\\a.png"], annotations: [])
    #expect(try Dataset(coco.path).train.samples.count == 1)

    let yolo = try DatasetFolder()
    try yolo.picture("images\\train/x.png".replacing("\\", with: "/"))
    try yolo.text("labels/train/x.txt", "0 0.5 0.5 0.5 0.5\n")
    try yolo.text("data.yaml", "path: C:\\data\\parts\ntrain: images\\train\nnames: [cat]\n")
    #expect(try Dataset(yolo.path).answers == ["x.png": "cat<loc_250><loc_250><loc_750><loc_750>"])
    try yolo.text("data.yaml", "train: lists\\all.txt\nnames: [cat]\n")
    try yolo.text("lists/all.txt", "..\\images\\train\\x.png\r\n")
    #expect(try Dataset(yolo.path).answers == ["x.png": "cat<loc_250><loc_250><loc_750><loc_750>"])

    let voc = try DatasetFolder()
    try voc.picture("JPEGImages/photo one.png")
    try voc.text("Annotations/1.xml", DatasetFolder.voc("C:\\pictures\\photo one.png"))
    try voc.text("ImageSets/Main/train.txt", "Annotations\\1.xml\n")
    #expect(try Dataset(voc.path).train.samples.map(\.image.lastName) == ["photo one.png"])
  }

  @Test func theSplitsOwnNameMayStandInFront() throws {
    let folder = try DatasetFolder()
    for split in ["train", "val"] {
      try folder.picture("\(split)/a.png", shade: split == "val" ? 1 : 2)
      try folder.coco("\(split)/_annotations.coco.json", images: ["\(split)/a.png"], annotations: [])
    }
    let dataset = try Dataset(folder.path)
    #expect(dataset.valid?.samples.map(\.image.file) == [folder.path.appending("val/a.png")])
    // Another split's picture is another picture.
    try folder.coco("val/_annotations.coco.json", images: ["train/b.png"], annotations: [])
    #expect(folder.faults() == ["D/val/_annotations.coco.json:2:1: image train/b.png: there is no such image\n  hint: did you mean a.png?"])
  }

  @Test func namesAreShownAsTheyAreWritten() throws {
    let folder = try DatasetFolder()
    try folder.picture("train/a.png")
    try folder.annotations("train", [DatasetFolder.line("/home/ana/pictures/a.png"), DatasetFolder.line("a.png")])
    #expect(
      folder.faults() == [
        "D/train/annotations.jsonl:1:11: image /home/ana/pictures/a.png: there is no such image\n  hint: did you mean a.png?"
      ])
    // Behind the dataset's own name it goes on in the dataset.
    let name = folder.path.lastComponent?.string ?? ""
    try folder.annotations(
      "train", [DatasetFolder.line("/home/ana/\(name)/train/a.png"), DatasetFolder.line("C:\\\\x\\\\\(name)\\\\a.png")])
    #expect(try Dataset(folder.path).train.samples.count == 2)
  }

  /// The prefix that CVAT writes, and what else stands in lists.
  @Test func listsOfYOLO() throws {
    let folder = try DatasetFolder()
    for name in ["a", "b"] {
      try folder.picture("images/train/\(name).png", shade: name == "a" ? 1 : 2)
      try folder.text("labels/train/\(name).txt", "0 0.5 0.5 0.5 0.5\n")
    }
    try folder.text("train.txt", "\u{FEFF}data/images/train/a.png\rdata\\images\\train\\b.png\rdata/images/train/c.png")
    try folder.text("data.yaml", "train: train.txt\nnames: [cat]\n")
    #expect(
      folder.faults() == ["D/train.txt:3: image data/images/train/c.png: there is no such image"])
    let dataset = try Dataset(folder.path, options: DatasetOptions(policy: .skip))
    #expect(dataset.train.samples.map(\.suffix) == Array(repeating: "cat<loc_250><loc_250><loc_750><loc_750>", count: 2))
  }

  @Test func theHomeFolderIsMeantByATilde() throws {
    let home = try UserFolders().home
    let place = home.appending("maestro-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(atPath: place.string, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: place.string) }
    let folder = try DatasetFolder()
    try folder.picture("train/a.png")
    try FileManager.default.copyItem(atPath: folder.path.appending("train").string, toPath: place.appending("train").string)
    let typed = "~/\(place.lastComponent?.string ?? "")"
    let line = DatasetFolder.line("\(typed)/train/a.png") + "\n"
    try AtomicFile.write(Array(line.utf8), to: place.appending("train/annotations.jsonl"))
    let dataset = try Dataset(FilePath(typed))
    #expect(dataset.path == place && dataset.train.samples.map(\.image.file) == [place.appending("train/a.png")])
  }
}
