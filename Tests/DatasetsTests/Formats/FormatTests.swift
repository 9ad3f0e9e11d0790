import Datasets
import Essentials
import Foundation
import SystemPackage
import Testing

/// Folders of other programs, read as samples of detection.
@Suite struct FormatTests {
  /// Every box of every picture, against supervision and Florence-2's quantizer.
  @Test(arguments: [("coco", "", true), ("yolo", "images/", false), ("voc", "", true)])
  func boxesAreThoseOfSupervision(_ format: String, _ place: String, _ isShared: Bool) throws {
    let fixture = try FormatFixture(format)
    let folder = try DatasetFolder()
    try fixture.write(to: folder, pictures: place)
    let dataset = try Dataset(folder.path, options: DatasetOptions(shares: SplitShares([1])))
    #expect(dataset.isShared == isShared && dataset.valid == nil && dataset.test == nil)
    #expect(dataset.tasks == ["<OD>"])
    #expect(fixture.pictures.flatMap(\.boxes).count > 10)
    for picture in fixture.pictures { #expect(dataset.answers[picture.name] == picture.answer, "\(picture.name)") }
    #expect(dataset.train.samples.count == fixture.pictures.count)
    #expect(try Dataset(folder.path, options: DatasetOptions(format: DatasetFormat(rawValue: format))).isShared == isShared)
  }

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

  @Test(arguments: [
    "names: [cat, \"two words\"]", "names:\n- cat\n- 'two words'", "names: {0: cat, 1: two words}",
    "names:\n  0: cat # a comment\n\n  1: two words", "names: [\n  cat,\n  two words,\n]", "x: &c [cat, two words]\nnames: *c",
    "names: [cat, \"two\\x20words\"]\ndownload: |\n  from a import b\n  b['*'](): @",
    "names: [cat,\r\n  two\r\n  words]\r\nauthors: [{name: x}]",
  ])
  func yoloInItsLayouts(_ names: String) throws {
    for (paths, place) in [
      ("train: ../train/images\nval: ../valid/images\n", "train/images"),
      ("path: .\ntrain: images/train\nval: images/val\n", "images/train"),
      ("path: /content/elsewhere\ntrain: [images/train]\ntest:\n", "images/train"),
    ] {
      let folder = try DatasetFolder()
      try folder.picture("\(place)/a.png", shade: 1)
      try folder.picture("\(place)/b.png", shade: 2)
      try folder.picture("\(place.replacing("train", with: "valid"))/c.png", shade: 3)
      try folder.picture("\(place.replacing("train", with: "val"))/d.png", shade: 4)
      try folder.text("\(place.replacing("images", with: "labels"))/a.txt", "1 0.5 0.5 0.5 0.5\r\n\n0 0.1 0.1 0.3 0.1 0.2 0.4\n")
      try folder.text("data.yaml", "\u{FEFF}# a dataset\nroboflow:\n  workspace: x\n  license: \"a: b\"\n\(paths)nc: 2\n\(names)\n")
      let dataset = try Dataset(folder.path)
      #expect(
        dataset.train.samples.map(\.suffix) == [
          "two words<loc_250><loc_250><loc_750><loc_750>cat<loc_100><loc_100><loc_300><loc_400>", "",
        ], "\(paths)")
      #expect(dataset.valid?.samples.count == (paths.contains("val:") ? 1 : nil))
      #expect(dataset.test == nil)
    }
  }

  @Test func picturesAndLabelsThatDoNotBelongTogether() throws {
    let folder = try DatasetFolder()
    for (index, name) in ["a", "b", "c"].enumerated() { try folder.picture("images/train/\(name).png", shade: UInt8(index)) }
    for name in ["a", "other", "stray", "classes"] { try folder.text("labels/train/\(name).txt", "0 0.5 0.5 0.5 0.5\n") }
    try folder.text("data.yaml", "train: images/train\nnames: [cat, dog, cat]\n")
    let dataset = try Dataset(folder.path)
    #expect(dataset.answers == ["a.png": "cat<loc_250><loc_250><loc_750><loc_750>", "b.png": "", "c.png": ""])
    #expect(
      try folder.check() == [
        "warning: D/data.yaml: cat stands 2 times in names: those classes become one",
        "warning: D: 2 pictures have no file of labels: there is nothing to find in them\n"
          + "  hint: see whether the names of pictures and labels agree",
        "warning: D/labels/train: other.txt and 1 more belong to no picture\n  hint: a.txt belongs to a.jpg of the folder images",
      ])
  }

  @Test func yoloFromListsOfPictures() throws {
    let folder = try DatasetFolder()
    for name in ["a", "b"] {
      try folder.picture("data/images/\(name).png", shade: name == "a" ? 1 : 2)
      try folder.text("data/labels/\(name).txt", "0 0.5 0.5 1 1 0.9\n")
    }
    try folder.text("train.txt", "./data/images/a.png\n")
    try folder.text("val.txt", "./data/images/b.png\n")
    try folder.text("data.yaml", "train: train.txt\nval: val.txt\nnames: [cat]\n")
    let dataset = try Dataset(folder.path)
    #expect(dataset.train.samples.map(\.image.file) == [folder.path.appending("data/images/a.png")])
    #expect(dataset.valid?.samples.map(\.suffix) == ["cat<loc_0><loc_0><loc_999><loc_999>"])
  }

  private func voc(_ name: String, objects: String = Self.object, size: String = "") -> String {
    "<?xml version=\"1.0\"?>\n<annotation>\n<filename>\(name)</filename>\n\(size)\n\(objects)</annotation>\n"
  }

  private static let object = """
    <object><name>cat &amp; dog</name><part><name>head</name><bndbox><xmin>1</xmin></bndbox></part>
    <bndbox><ymin>11</ymin><xmin>11</xmin><xmax>30</xmax><ymax>30</ymax></bndbox></object>
    """

  @Test func vocInTheOfficialLayout() throws {
    let folder = try DatasetFolder()
    for (index, name) in ["a", "b", "c"].enumerated() {
      try folder.picture("JPEGImages/\(name).png", shade: UInt8(index))
      try folder.text("Annotations/\(name).xml", voc("\(name).jpg"))
    }
    #expect(try Dataset(folder.path).isShared)
    try folder.text("ImageSets/Main/train.txt", "a\nc\n")
    try folder.text("ImageSets/Main/val.txt", "b -1\n")
    try folder.text("ImageSets/Main/cat_train.txt", "nothing 1\n")
    let dataset = try Dataset(folder.path)
    #expect(dataset.train.samples.map(\.image.file) == ["a", "c"].map { folder.path.appending("JPEGImages/\($0).png") })
    #expect(dataset.valid?.samples.map(\.suffix) == ["cat & dog<loc_100><loc_200><loc_300><loc_600>"])
  }

  @Test func xmlOfOtherEncodingsAndWithAllThatMayStandInIt() throws {
    let folder = try DatasetFolder()
    let box = "<bndbox a = 'b' c=\">\"><xmin>1</xmin><ymin>1</ymin><xmax>50</xmax><ymax>25</ymax></bndbox >"
    let text = """
      <!DOCTYPE annotation [<!ELEMENT a (b)> <!-- > --> <!ENTITY x "]>">]><!-- <annotation> -->\r
      <annotation verified="yes"><segmented/><?a b?><object><name>caf\u{E9} &#x26;<![CDATA[<&>]]> &#233;</name>\(box)</object></annotation>\r

      """
    let label = "caf\u{E9} &<&> \u{E9}"
    let head = { (name: String) in "<?xml version='1.0' encoding='\(name)'?>" }
    let files: [(String, [UInt8])] = [
      ("latin", Array(head("ISO-8859-1").utf8) + text.unicodeScalars.map { UInt8($0.value) }), ("marked", [0xEF, 0xBB, 0xBF] + text.utf8),
      ("plain", Array((head("UTF-8") + text).utf8)), ("wide", Array((head("UTF-16") + text).data(using: .utf16) ?? Data())),
    ]
    for (index, (name, bytes)) in files.enumerated() {
      try folder.picture("\(name).png", shade: UInt8(index))
      try folder.bytes("\(name).xml", bytes)
    }
    // `<` would begin a location; the label is read all the same.
    let faults = folder.faults()
    #expect(faults.count == 4 && faults.allSatisfy { $0.contains(": \(label) has a label with `<`") }, "\(faults)")
  }

  @Test func vocInTheFoldersOfSplits() throws {
    let folder = try DatasetFolder()
    for (index, split) in ["train", "valid"].enumerated() {
      try folder.picture("\(split)/a.png", shade: UInt8(index))
      try folder.text("\(split)/a.xml", voc("a.png", size: "<size><width>0</width><height>0</height></size>"))
      try folder.picture("\(split)/bare.png", shade: UInt8(index + 5))
    }
    let dataset = try Dataset(folder.path)
    #expect(dataset.splits.map(\.samples.count) == [1, 1])
    #expect(try folder.check().contains("warning: D/train: bare.png has no XML file and is left out"))
  }

  @Test func severalFormatsAreNotGuessed() throws {
    let folder = try DatasetFolder()
    try folder.picture("images/a.png")
    try folder.text("labels/a.txt", "0 0.5 0.5 0.5 0.5\n")
    try folder.text("data.yaml", "names: [cat]\n")
    try folder.text("Annotations/a.xml", voc("a.png"))
    #expect(folder.faults() == ["D: there are annotations in several formats: yolo, voc\n  hint: say which: format=yolo"])
    #expect(try Dataset(folder.path, options: DatasetOptions(format: .voc)).answers["a.png"]?.hasPrefix("cat & dog") == true)
    #expect(try Dataset(folder.path, options: DatasetOptions(format: .yolo)).answers["a.png"]?.hasPrefix("cat<") == true)
    // The trainer's own format needs no word.
    try folder.annotations("train", [DatasetFolder.line("a.png")])
    try folder.image("train/a.png")
    #expect(try Dataset(folder.path).train.samples.count == 1)
  }

  @Test(arguments: DatasetFormat.allCases) func whatIsNotThereIsSaid(_ format: DatasetFormat) throws {
    let folder = try DatasetFolder()
    try folder.text("readme.txt", "nothing")
    let error = #expect(throws: DatasetError.self) { try Dataset(folder.path, options: DatasetOptions(format: format)) }
    #expect(error?.diagnostics.count == 1)
    #expect(error?.diagnostics.first?.hint?.isEmpty == false)
  }
}
