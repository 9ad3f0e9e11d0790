import Datasets
import Essentials
import Foundation
import SystemPackage
import Testing

/// Folders with annotations in the format YOLO.
@Suite struct YOLOReaderTests {
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

  @Test func faultsOfYOLO() throws {
    let folder = try DatasetFolder()
    for (index, name) in ["a", "b", "c"].enumerated() { try folder.picture("images/train/\(name).png", shade: UInt8(index)) }
    try folder.text("data.yaml", "train: images/train\nval: images/val\nnames: [cat, dog]\n")
    try folder.text(
      "labels/train/a.txt", "0 0.5 0.5 0.2 0.2\n2 0.5 0.5 0.2 0.2\n0 0.5 x 0.2 0.2\n0 0.5 0.5 0\n0 0.5 0.5 0 0.1\n0 0.9 0.5 0.4 0.2\n")
    try folder.text("labels/train/b.txt", "1 40 20 10 10\n1.5 0.5 0.5 0.2 0.2\n0 nan 0.5 0.2 0.2\n")
    #expect(
      folder.faults() == [
        "D/labels/train/a.txt:2: there is no class 2: 2 names are listed\n  hint: classes are numbered from 0; see names in data.yaml",
        "D/labels/train/a.txt:3: x is no number\n  hint: a line is the class's number and the box: center x, center y, width, height",
        "D/labels/train/a.txt:4: 4 values make neither a box nor a polygon\n"
          + "  hint: a line is the class's number and four numbers, or at least three points of two each",
        "D/labels/train/b.txt:2: there is no class 1.5: 2 names are listed\n  hint: classes are numbered from 0; see names in data.yaml",
        "D/labels/train/b.txt:3: nan is no number\n  hint: a line is the class's number and the box: center x, center y, width, height",
        "D/labels/train/a.txt:5: cat has a box without area, 50, 22.5 to 50, 27.5\n  hint: give it a width and a height, or remove it",
        "D/labels/train/a.txt:6: cat has a box that leaves the picture, 70, 20 to 110, 30 in 100 x 50 pixels\n"
          + "  hint: the policy clip cuts it at the picture's edge; or it belongs to a picture of another size",
        "D/labels/train/b.txt:1: dog has a box of pixels, YOLO's are fractions of the picture from 0 to 1\n"
          + "  hint: divide by its width and height",
      ])
    #expect(try folder.check().contains("warning: D/data.yaml:2: images/val, the split valid, is not there"))
  }

  @Test(arguments: [
    ("names: [cat, dog", ":2: no YAML: while parsing a flow sequence of line 1, did not find"), ("train: x\n", ":1: names is missing"),
    ("", ":1: names is"),
    ("nc: 3\nnames: [a, b]\n", ":1: nc is 3, and there are 2 names"), ("names: *classes\n", ":1: no YAML: found undefined alias"),
    ("nc: 1\nnames: |\n  cat\n", ":2: names cannot be a text"), ("names: cat\n", ":1: names cannot be a text"),
    ("names:\n  0: cat\n  2: dog\n", ":1: the keys of names must be 0, 1, 2"), ("names: ['cat]\n", ":2: no YAML: while scanning a quoted"),
    ("names: [cat]\nnames: [dog]\n", ":1: names is given twice"), ("names: [[a], b]\n", ":1: names cannot be a list of lists or maps"),
    ("just words\nnames: [a]\n", ":2: no YAML: mapping values are not allowed"), ("just words\n", ":1: expected `key: value`"),
    ("names: [\"a\\q\"]\n", ":1: no YAML: while parsing a quoted scalar of line 1"), ("names: [a]\n---\nnames: [b]\n", ":2: no YAML"),
    ("names:\n  - name: a\n", ":1: names cannot be a list of lists or maps"),
    ("train: [a, [b]]\nnames: [a]\n", ":1: train cannot be a list of"),
    ("names: []\n", ": names is empty"), ("nc: two\nnames: [a]\n", ":1: nc must be a whole number, not two"),
    ("names: [a\u{1}]\n", ":1: no YAML: control characters are not allowed"), ("# \u{1}\nnames: [a]", ":1: no YAML: control characters"),
    ("train: here\nnames: [a]\n", ":1: here is neither a folder nor a list of pictures"),
    ("kpt_shape: [17]\nnames: [a]\n", ":1: kpt_shape must be"), ("nc:\nnames: [a]\n", ":1: nc must be a whole number"),
    (String(repeating: "[", count: 5000), ":1: no YAML"), (String(repeating: "- ", count: 5000), ":1: no YAML"),
  ])
  func brokenYAML(_ text: String, _ expected: String) throws {
    let folder = try DatasetFolder()
    try folder.picture("images/a.png")
    try folder.text("labels/a.txt", "0 0.5 0.5 0.5 0.5\n")
    try folder.text("data.yaml", text)
    #expect(folder.faults().contains { $0.hasPrefix("D/data.yaml" + expected) }, "\(folder.faults())")
  }

  @Test func whatMultipliesIsRefused() throws {
    let folder = try DatasetFolder()
    try folder.picture("images/train/a.png")
    let keys = (1...30).map { "? &k\($0) [*k\($0 - 1), *k\($0 - 1)]\n: x\n" }.joined()
    try folder.text("data.yaml", "train: images/train\nnames: [cat]\n? &k0 [a]\n: x\n" + keys)
    #expect(folder.faults().contains { $0.hasPrefix("D/data.yaml:1: it has more than 16 anchors and references to them") })
    try folder.text("data.yaml", "train: images/train\nnames: [cat]\nx: " + String(repeating: "a", count: 2 << 20))
    #expect(folder.faults().contains { $0.hasPrefix("D/data.yaml:1: it has more than 1024 KiB") })
  }

  /// Label files as editors and systems end their lines, and with what they begin.
  @Test(arguments: [
    "0 0.25 0.5 0.5 0.5\r1 0.75 0.5 0.5 0.5\r", "\u{FEFF}0 0.25 0.5 0.5 0.5\n1 0.75 0.5 0.5 0.5",
    "0 0.25 0.5 0.5 0.5\r\n\r\n1 0.75 0.5 0.5 0.5\r",
    "\u{FEFF}\r0 0.25 0.5 0.5 0.5\r\r1 0.75 0.5 0.5 0.5",
  ])
  func endsAndBeginningsOfLabels(_ text: String) throws {
    let folder = try DatasetFolder()
    try folder.picture("images/a.png")
    try folder.text("labels/a.txt", text)
    try folder.text("data.yaml", "names: [cat, dog]\n")
    #expect(
      try Dataset(folder.path).answers == ["a.png": "cat<loc_0><loc_250><loc_500><loc_750>dog<loc_500><loc_250><loc_999><loc_750>"])
  }

  @Test func labelsInUTF16AreToldAsSuch() throws {
    let folder = try DatasetFolder()
    try folder.picture("images/a.png")
    try folder.bytes("labels/a.txt", [0xFF, 0xFE] + "0 0.5 0.5 0.5 0.5\r\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
    // Lists of classes are read from it.
    try folder.bytes("classes.txt", [0xFF, 0xFE] + "cat\r\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
    #expect(folder.faults() == ["D/labels/a.txt:1: the file is UTF-16, labels are UTF-8\n  hint: save it as UTF-8"])
  }

  @Test(arguments: [
    ("0 .25 .375 .3 .5 1 .7 .5 .3 .6", "2 labels stand on one line\n  hint: each has a line of its own"),
    ("0 .25 .375 .3 .5 1 .7 .5 .3 .6 0 .1 .2 .3 .4", "3 labels stand on one line\n  hint: each has a line of its own"),
    (
      "0 0.1 0.1 0.3 0.1 0.2 0.4 0.9",
      "8 values make neither a box nor a polygon\n  hint: a line is the class's number and four numbers, or at least three points of two each"
    ),
  ])
  func valuesThatMakeNeitherBoxNorPolygon(_ line: String, _ expected: String) throws {
    let folder = try DatasetFolder()
    try folder.picture("images/a.png")
    try folder.text("labels/a.txt", line + "\n")
    try folder.text("data.yaml", "names: [cat, dog]\n")
    #expect(folder.faults() == ["D/labels/a.txt:1: \(expected)"])
  }

  /// Seven points, of which some lie on the edge, are a polygon and not three labels.
  @Test func polygonsOfSevenPoints() throws {
    let folder = try DatasetFolder()
    try folder.picture("images/a.png")
    try folder.text("labels/a.txt", "0 0 0.1 0.2 0 1 0.3 0.4 0.5 0.6 0.7 0.8 0.9 0.3 0.2\n")
    try folder.text("data.yaml", "names: [cat, dog]\n")
    #expect(try Dataset(folder.path).answers == ["a.png": "cat<loc_0><loc_0><loc_999><loc_900>"])
  }
}
