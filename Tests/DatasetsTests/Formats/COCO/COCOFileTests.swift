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
}
