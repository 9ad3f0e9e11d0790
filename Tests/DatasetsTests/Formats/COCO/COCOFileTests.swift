import Datasets
import Essentials
import Foundation
import Images
import SystemPackage
import Testing

/// Broken files of the format COCO: every fault at once, with file, line and remedy.
@Suite struct COCOFileTests {
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
          + "  hint: the policy clip cuts it at the picture's edge; or it belongs to a picture of another size",
        "\(file):13:1: annotations[6] has a label with `<`, which begins a location\n  hint: rename the class",
        "\(file):3:1: turned.png is 100 x 50 pixels by its annotations and 50 x 100 in fact\n"
          + "  hint: width and height are exchanged in the annotations, or the picture was turned after it was annotated",
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

  /// Ids are whole numbers of any length, or texts; those that a Double takes for one another are two.
  @Test(arguments: [
    ("20240131123456001", "20240131123456002"), ("123456789012345678901234567890", "123456789012345678901234567891"),
    ("\"a\"", "\"b\""), ("\"1\"", "1"), ("-1", "1"), ("0", "-1"),
  ])
  func idsOfAnyLength(_ one: String, _ other: String) throws {
    let folder = try DatasetFolder()
    for (index, name) in ["a", "b"].enumerated() { try folder.picture("train/\(name).png", shade: UInt8(index)) }
    try folder.text(
      "train/_annotations.coco.json",
      """
      {"images": [{"id": \(one), "file_name": "a.png"}, {"id": \(other), "file_name": "b.png"}],
       "annotations": [{"image_id": \(other), "category_id": \(one), "bbox": [10, 10, 20, 20]}],
       "categories": [{"id": \(one), "name": "cat"}, {"id": \(other), "name": "dog"}]}
      """)
    #expect(try Dataset(folder.path).answers == ["a.png": "", "b.png": "cat<loc_100><loc_200><loc_300><loc_600>"])
  }

  /// One number in two spellings, as Python takes them.
  @Test(arguments: [("7", "7.0"), ("100", "1e2"), ("0", "-0"), ("-3", "-3.0")]) func spellingsOfOneID(_ one: String, _ other: String) throws
  {
    let folder = try DatasetFolder()
    try folder.picture("train/a.png")
    try folder.text(
      "train/_annotations.coco.json",
      #"{"images": [{"id": \#(one), "file_name": "a.png"}], "annotations": [{"image_id": \#(other), "category_id": \#(one), "#
        + #""bbox": [10, 10, 20, 20]}], "categories": [{"id": \#(other), "name": "cat"}]}"#)
    #expect(try Dataset(folder.path).answers["a.png"] == "cat<loc_100><loc_200><loc_300><loc_600>")
  }

  @Test(arguments: [
    ("true", true), ("1", true), ("1.0", true), ("\"1\"", true), ("\"true\"", true), ("false", false), ("0", false), ("\"0\"", false),
    ("null", false), ("NaN", false),
  ])
  func crowdsInEverySpelling(_ value: String, _ isCrowd: Bool) throws {
    let folder = try DatasetFolder()
    try folder.picture("train/a.png")
    try folder.coco(
      "train/_annotations.coco.json", images: ["a.png"],
      annotations: [
        #"{"id": 1, "image_id": 1, "category_id": 1, "bbox": [10, 10, 20, 20]}"#,
        #"{"id": 2, "image_id": 1, "category_id": 1, "bbox": [0, 0, 90, 40], "iscrowd": \#(value)}"#,
      ])
    #expect(try Dataset(folder.path).answers["a.png"]?.split(separator: "cat").count == (isCrowd ? 1 : 2))
  }

  @Test func numbersThatAreNoneWhereNobodyNeedsThem() throws {
    let folder = try DatasetFolder()
    try folder.picture("train/a.png")
    try folder.coco(
      "train/_annotations.coco.json", images: ["a.png"],
      annotations: [
        #"{"id": 1, "image_id": 1, "category_id": 1, "bbox": [10, 10, 20, 20], "area": NaN, "score": [Infinity, -Infinity]}"#,
        #"{"id": NaN, "image_id": 1, "category_id": 1, "bbox": [10, 10, 20, 21]}"#,
      ])
    #expect(try Dataset(folder.path).train.samples.count == 1)
    try folder.coco(
      "train/_annotations.coco.json", images: ["a.png"],
      annotations: [#"{"id": 1, "image_id": 1, "category_id": 1, "bbox": [NaN, 10, 20, 20]}"#])
    #expect(folder.faults() == ["\(file):4:1: annotations[0] is no box: its corners are no finite numbers"])
  }

  /// A picture that EXIF turns is one thing, sides that were exchanged another.
  @Test(arguments: [(6, true), (8, true), (5, true), (1, false), (3, false)]) func exchangedSides(_ orientation: Int, _ isTurned: Bool)
    throws
  {
    let folder = try DatasetFolder()
    let plain = try Image(width: 50, height: 100, pixels: [UInt8](repeating: 9, count: 15_000)).encoded(as: .jpeg(quality: 90))
    let tiff: [UInt8] = Array("II*\0".utf8) + [8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, UInt8(orientation), 0, 0, 0, 0, 0, 0, 0]
    let payload = Array("Exif\0\0".utf8) + tiff
    try folder.bytes("train/a.jpg", Array(plain.prefix(2)) + [0xFF, 0xE1, 0, UInt8(payload.count + 2)] + payload + plain.dropFirst(2))
    try folder.coco("train/_annotations.coco.json", images: ["a.jpg"], annotations: [])
    #expect(folder.faults().count == 1 && folder.faults()[0].contains("EXIF") == isTurned)
  }

  @Test func aFilesOwnNameIsToldAsItStands() throws {
    let folder = try DatasetFolder()
    try folder.picture("train/a.png")
    try folder.coco("train/_annotations.coco.json", images: ["elsewhere/a.png"], annotations: [])
    #expect(folder.faults() == ["\(file):2:1: image elsewhere/a.png: there is no such image\n  hint: did you mean a.png?"])
  }
}
