import Datasets
import Essentials
import Foundation
import Images
import SystemPackage
import Testing

/// Files of other programs that are broken: every fault at once, with file, line and remedy.
@Suite struct FormatFaultTests {
  private let file = "D/train/_annotations.coco.json"

  @Test func faultsOfCOCO() throws {
    let folder = try DatasetFolder()
    for name in ["a.png", "turned.png"] { try folder.picture("train/\(name)", shade: name == "a.png" ? 1 : 2) }
    try folder.picture("train/turned.png", width: 50, height: 100)
    try folder.text("train/broken.png", "no picture")
    try folder.coco(
      "train/_annotations.coco.json", images: ["a.png", "turned.png", "missing.png", "broken.png"],
      annotations: [
        #"{"id": 1, "image_id": 1, "category_id": 1, "bbox": [10, 10, 20, 0]}"#,
        #"{"id": 2, "image_id": 1, "category_id": 1, "bbox": [90, 10, 20, 20]}"#,
        #"{"id": 3, "image_id": 1, "category_id": 7, "bbox": [1, 1, 20, 20]}"#,
        #"{"id": 4, "image_id": 9, "category_id": 1, "bbox": [1, 1, 20, 20]}"#,
        #"{"id": 5, "image_id": 1, "category_id": 1, "bbox": [1, 1, 20]}"#,
        #"{"id": 6, "image_id": 1, "category_id": 1, "bbox": [1, 1, true, 20]}"#,
        #"{"id": 7, "image_id": 1, "category_id": 2, "bbox": [1, 1, 20, 20]}"#,
      ], categories: #"{"id": 1, "name": "cat"}, {"id": 2, "name": "a<b"}"#)
    #expect(
      folder.faults() == [
        "\(file):9:1: annotations[2] has category_id 7, which is not among categories",
        "\(file):10:1: annotations[3] has image_id 9, and no image has that id",
        "\(file):11:1: annotations[4].bbox is not four numbers\n  hint: bbox is [left, top, width, height] in pixels",
        "\(file):12:1: annotations[5].bbox is not four numbers\n  hint: bbox is [left, top, width, height] in pixels",
        "\(file):7:1: annotations[0] has a box without area, 10, 10 to 30, 10\n  hint: give it a width and a height, or remove it",
        "\(file):8:1: annotations[1] has a box that leaves the picture, 90, 10 to 110, 30 in 100 x 50 pixels\n"
          + "  hint: cut it at the picture's edge, or see whether it belongs to a picture of another size",
        "\(file):13:1: annotations[6] has a label with `<`, which begins a location\n  hint: rename the class",
        "\(file):3:1: turned.png is 100 x 50 pixels by its annotations and 50 x 100 in fact\n"
          + "  hint: the boxes were drawn on the picture turned by its EXIF orientation: turn its pixels, or annotate it anew",
        "\(file):4:1: image missing.png: there is no such image",
        "\(file):5:1: image broken.png: this is not an image in a format that is read\n"
          + "  hint: images are read from PNG and JPEG files",
      ])
  }

  @Test(arguments: [
    ("{\"images\": [}", ":1:13: no JSON object: expected a value"), ("", ":1:1: no JSON object: the text ends where an object"),
    ("[]", ":1:1: no JSON object: expected an object"), ("{\"images\": [], \"categories\": []}", ":1:1: annotations is missing"),
    ("{\"images\": 3, \"annotations\": [], \"categories\": []}", ":1:2: images must be a list, not number"),
    ("{\n\"images\": [1], \"annotations\": [], \"categories\": []}", ":2:12: images[0] must be an object"),
    ("{\"images\": [{\"id\": 1}], \"annotations\": [], \"categories\": []}", ":1:13: images[0] needs an id and a file_name"),
    ("{\"images\": [], \"annotations\": [], \"categories\": [{\"name\": \"x\"}]}", ":1:50: categories[0] needs an id and a name"),
  ])
  func brokenCOCO(_ text: String, _ expected: String) throws {
    let folder = try DatasetFolder()
    try folder.picture("train/a.png")
    try folder.text("train/_annotations.coco.json", text)
    #expect(folder.faults().contains { $0.hasPrefix(file + expected) }, "\(folder.faults())")
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
          + "  hint: a line is the class's number and four numbers, or at least three points",
        "D/labels/train/b.txt:2: there is no class 1.5: 2 names are listed\n  hint: classes are numbered from 0; see names in data.yaml",
        "D/labels/train/b.txt:3: nan is no number\n  hint: a line is the class's number and the box: center x, center y, width, height",
        "D/labels/train/a.txt:5: cat has a box without area, 50, 22.5 to 50, 27.5\n  hint: give it a width and a height, or remove it",
        "D/labels/train/a.txt:6: cat has a box that leaves the picture, 70, 20 to 110, 30 in 100 x 50 pixels\n"
          + "  hint: cut it at the picture's edge, or see whether it belongs to a picture of another size",
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

  @Test func anObjectTellsAllItsFaults() throws {
    let folder = try DatasetFolder()
    try folder.picture("a.png")
    try folder.text(
      "a.xml",
      "<annotation><object>\n<bndbox><xmin>one</xmin><ymin>1</ymin><xmax>9</xmax></bndbox></object>\n"
        + "<object><name>cat</name></object></annotation>")
    #expect(
      folder.faults() == [
        "D/a.xml:1: object 1 has no name", "D/a.xml:2: object 1: xmin is no number: one", "D/a.xml:2: object 1 has no ymax",
        "D/a.xml:3: cat has no bndbox\n  hint: it holds xmin, ymin, xmax and ymax",
      ])
  }

  @Test func faultsOfVOC() throws {
    func object(_ inner: String) -> String { "<annotation>\n<object>\(inner)</object>\n</annotation>" }
    let folder = try DatasetFolder()
    let box = "<bndbox>\n<xmin>1</xmin><ymin>1</ymin><xmax>9</xmax><ymax>9</ymax></bndbox>"
    let files = [
      "a": object("<name>cat</name>" + box), "b": object(box), "c": object("<name>cat</name>"),
      "d": object("<name>cat</name>" + box.replacing("<xmax>9", with: "<xmax>nine")),
      "e": object("<name>cat</name>" + box.replacing("<ymin>1</ymin>", with: "")),
      "f": object("<name>cat</name>" + box.replacing("<xmax>9", with: "<xmax>0")),
      "g": object("<name>cat</name>" + box.replacing("<xmax>9", with: "<xmax>900")),
      "h": "<annotation>\n<object>\n</annotation>", "i": "", "j": "<html/>", "k": "<annotation><object>&lt;",
    ]
    for (index, (name, text)) in files.enumerated() {
      try folder.picture("\(name).png", shade: UInt8(index))
      try folder.text("\(name).xml", text)
    }
    try folder.text("l.xml", object("<name>cat</name>" + box))
    #expect(
      folder.faults() == [
        "D/b.xml:2: object 1 has no name", "D/c.xml:2: cat has no bndbox\n  hint: it holds xmin, ymin, xmax and ymax",
        "D/d.xml:3: cat: xmax is no number: nine", "D/e.xml:2: cat has no ymin",
        "D/f.xml:2: cat has a box turned inside out: xmax and ymax are less than xmin and ymin\n  hint: exchange them",
        "D/h.xml:3: no XML: an end tag does not match its start tag", "D/i.xml: no XML: there is no element in it",
        "D/j.xml:1: this is no annotation of Pascal VOC: it begins with <html>",
        "D/k.xml:1: no XML: the file is cut off: <object> has no end tag",
        "D/g.xml:2: cat has a box that leaves the picture, 0, 0 to 900, 9 in 100 x 50 pixels\n"
          + "  hint: cut it at the picture's edge, or see whether it belongs to a picture of another size",
        "D/l.xml:1: image l.jpg: there is no such image",
      ])
  }

  @Test(arguments: [
    ("<annotation>\n<truncat\"e<ed>0</truncated></annotation>", "2: no XML: a name is missing"),
    ("<annotation><bn<xmax>640</xmax></annotation>", "1: no XML: a tag has no end, `>` is missing"),
    ("<annotation><a b></a></annotation>", "1: no XML: an attribute has no value"),
    ("<annotation><a b=c></a></annotation>", "1: no XML: an attribute's value has no quotes"),
    ("<annotation>\n<a b='c></a></annotation>", "2: no XML: the file is cut off, or `'` is missing"),
    ("<annotation>a < b</annotation>", "1: no XML: a name is missing: write &lt; for `<` and &amp; for `&`"),
    ("<annotation>a & b</annotation>", "1: no XML: `&` begins no entity that is known here: write &amp; for `&`"),
    ("<annotation>&nbsp;</annotation>", "1: no XML: `&` begins no entity that is known here: write &amp; for `&`"),
    ("<annotation>&#x110000;</annotation>", "1: no XML: `&` begins no entity that is known here: write &amp; for `&`"),
    ("<annotation/>\n<annotation/>", "2: no XML: a second element, <annotation>, stands behind the end of the first"),
    ("<annotation/>\nend", "2: no XML: text stands outside all elements"), ("</annotation>", "1: no XML: an end tag does not match its"),
    ("<annotation><!-- a</annotation>", "1: no XML: the file is cut off, or `-->` is missing"),
    ("<!DOCTYPE a [<!ENTITY b \"c\">", "1: no XML: the file is cut off"), ("<annotation>\u{1}</annotation>", "1: no XML: a character that"),
    ("<?xml version=\"1.0\" encoding=\"GBK\"?><annotation/>", "1: no XML: it is in the encoding gbk, which is not read: save it as UTF-8"),
    (String(repeating: "<a>", count: 200), "1: no XML: elements are nested more than 100 deep"),
  ])
  func brokenXML(_ text: String, _ expected: String) throws {
    let folder = try DatasetFolder()
    try folder.picture("a.png")
    try folder.text("a.xml", text)
    #expect(folder.faults().contains { $0.hasPrefix("D/a.xml:" + expected) }, "\(folder.faults())")
  }

  @Test func entitiesReadNoFilesAndGrowNot() throws {
    let folder = try DatasetFolder()
    try folder.picture("a.png")
    try folder.text("secret.txt", "secret")
    let box = "<bndbox><xmin>1</xmin><ymin>1</ymin><xmax>9</xmax><ymax>9</ymax></bndbox>"
    let entities =
      "<!ENTITY s SYSTEM \"file://\(folder.path)/secret.txt\"><!ENTITY a \"aaaaaaaaaa\">"
      + (1...9).map { "<!ENTITY a\($0) \"" + String(repeating: $0 == 1 ? "&a;" : "&a\($0 - 1);", count: 10) + "\">" }.joined()
    try folder.text("a.xml", "<!DOCTYPE x [\(entities)]>\n<annotation><object><name>cat&s;&a9;</name>\(box)</object></annotation>")
    let answer = try? Dataset(folder.path).answers["a.png"]
    #expect(answer?.contains("secret") != true)
    #expect((answer?.count ?? 0) < 100)
  }

  @Test func listsNameWhatIsMissing() throws {
    let folder = try DatasetFolder()
    try folder.picture("JPEGImages/cat_1.png")
    try folder.text("Annotations/cat_1.xml", "<annotation></annotation>")
    try folder.text("ImageSets/Main/train.txt", "cat_1\ncat_2\n")
    #expect(folder.faults() == ["D/ImageSets/Main/train.txt:2: there is no cat_2.xml in Annotations\n  hint: did you mean cat_1?"])
    let dataset = try Dataset(folder.path, options: DatasetOptions(policy: .skip))
    #expect(dataset.answers == ["cat_1.png": ""])
    #expect(dataset.omissions.count == 1)
  }

  @Test func samplesAtFaultCanBeLeftOut() throws {
    let folder = try DatasetFolder.good()
    try folder.image("train/cut.png", width: 64, height: 64)
    let whole = try [UInt8](Data(contentsOf: URL(fileURLWithPath: folder.path.appending("train/cut.png").string)))
    try folder.bytes("train/cut.png", Array(whole.dropLast(40)))
    try folder.annotations("train", [DatasetFolder.line("a.png"), "{", DatasetFolder.line("b.png"), DatasetFolder.line("cut.png")])
    #expect(throws: DatasetError.self) { try Dataset(folder.path) }
    let dataset = try Dataset(folder.path, options: DatasetOptions(policy: .skip))
    #expect(dataset.train.samples.map(\.line) == [1])
    #expect(dataset.omissions.compactMap(\.line) == [2, 3, 4])
    #expect(dataset.omissionLines.first == "samples at fault are left out, 3 faults:" && dataset.omissionLines.count == 4)
    // What is wrong with more than a sample is refused all the same.
    try folder.image("valid/a.png")
    #expect(throws: DatasetError.self) { try Dataset(folder.path, options: DatasetOptions(policy: .skip)) }
    // And what leaves nothing to train on.
    let empty = try DatasetFolder()
    try empty.annotations("train", ["{"])
    #expect(throws: DatasetError.self) { try Dataset(empty.path, options: DatasetOptions(policy: .skip)) }
  }
}
