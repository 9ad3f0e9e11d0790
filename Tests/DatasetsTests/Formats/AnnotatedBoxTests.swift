import Datasets
import Essentials
import Foundation
import SystemPackage
import Testing

/// Boxes in other units than their format's, and boxes that leave the picture.
@Suite struct AnnotatedBoxTests {
  @Test(arguments: ["0.1, 0.2, 0.3, 0.4", "0, 0, 1, 1", "0.3, 0.5, 0.7, 0.5", "0.55, 0.25, 1e-3, 0.004"])
  func fractionsInCOCO(_ box: String) throws {
    let folder = try DatasetFolder()
    try folder.picture("train/a.png")
    try folder.coco(
      "train/_annotations.coco.json", images: ["a.png"], annotations: [#"{"id": 1, "image_id": 1, "category_id": 1, "bbox": [\#(box)]}"#])
    let faults = folder.faults()
    #expect(faults.count == 1)
    #expect(
      faults[0].contains("annotations[0] has a box of fractions, COCO's are pixels") && faults[0].contains("multiply by width and height"))
  }

  @Test func smallBoxesOfPixelsAreNoFractions() throws {
    let folder = try DatasetFolder()
    try folder.picture("train/a.png")
    try folder.coco(
      "train/_annotations.coco.json", images: ["a.png"],
      annotations: ["0, 0, 2, 1", "0.5, 40, 0.5, 0.5"].map { #"{"id": 1, "image_id": 1, "category_id": 1, "bbox": [\#($0)]}"# })
    #expect(folder.faults().isEmpty)
  }

  @Test func fractionsInVOC() throws {
    let folder = try DatasetFolder()
    try folder.picture("a.png")
    let box = "<object><name>cat</name><bndbox><xmin>0.1</xmin><ymin>0.2</ymin><xmax>0.5</xmax><ymax>1.0</ymax></bndbox></object>"
    try folder.text("a.xml", DatasetFolder.voc("a.png", objects: box))
    #expect(
      folder.faults() == [
        "D/a.xml:5: cat has a box of fractions, those of Pascal VOC are pixels: 0.1, 0.2 to 0.5, 1\n  hint: multiply by width and height"
      ])
    // A single pixel, counted from 1, is one.
    try folder.text("a.xml", DatasetFolder.voc("a.png", objects: box.replacing(/0\.\d|1\.0/, with: "1")))
    #expect(folder.faults().isEmpty)
  }

  /// A picture of 100 x 50 pixels with boxes that leave it, and one that is not in it.
  private func leaving(_ third: String) throws -> DatasetFolder {
    let folder = try DatasetFolder()
    for (index, name) in ["a", "b", "c"].enumerated() { try folder.picture("train/\(name).png", shade: UInt8(index)) }
    try folder.coco(
      "train/_annotations.coco.json", images: ["a.png", "b.png", "c.png"],
      annotations: [(1, "90, 10, 20, 20"), (2, "-5, -5, 30, 30"), (3, third)].map { image, box in
        #"{"id": 1, "image_id": \#(image), "category_id": 1, "bbox": [\#(box)]}"#
      })
    return folder
  }

  @Test func boxesAreCutAtTheEdge() throws {
    let folder = try leaving("10, 10, 20, 20")
    #expect(folder.faults().count == 2)
    let cut = try Dataset(folder.path, options: DatasetOptions(policy: .clip))
    #expect(
      cut.answers == [
        "a.png": "cat<loc_900><loc_200><loc_999><loc_600>", "b.png": "cat<loc_0><loc_0><loc_250><loc_500>",
        "c.png": "cat<loc_100><loc_200><loc_300><loc_600>",
      ])
    #expect(
      cut.omissionLines.map { $0.replacing(folder.path.string, with: "D") } == [
        "D/train/_annotations.coco.json:6:1: warning: 2 boxes leave their pictures, the first of them here, and are cut at the edge"
      ])
    let left = try Dataset(folder.path, options: DatasetOptions(policy: .skip))
    #expect(left.answers.keys.sorted() == ["c.png"])
  }

  @Test func whatCannotBeCutIsAFault() throws {
    let folder = try leaving("120, 10, 20, 20")
    let error = #expect(throws: DatasetError.self) { try Dataset(folder.path, options: DatasetOptions(policy: .clip)) }
    #expect(
      error?.faults.map(\.diagnostic.message) == ["annotations[2] has a box outside the picture, 120, 10 to 140, 30 in 100 x 50 pixels"])
    let both = try Dataset(folder.path, options: DatasetOptions(policy: [.skip, .clip]))
    #expect(both.answers.keys.sorted() == ["a.png", "b.png"])
    // Boxes in another unit are not cut to what they never were.
    let yolo = try DatasetFolder()
    try yolo.picture("images/a.png")
    try yolo.text("labels/a.txt", "0 40 20 10 10\n")
    try yolo.text("data.yaml", "names: [cat]\n")
    #expect(throws: DatasetError.self) { try Dataset(yolo.path, options: DatasetOptions(policy: .clip)) }
  }
}
