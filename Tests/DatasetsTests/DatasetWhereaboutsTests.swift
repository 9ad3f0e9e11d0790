import Datasets
import Essentials
import Foundation
import SystemPackage
import Testing

/// Paths that lead beside a dataset.
@Suite struct DatasetWhereaboutsTests {
  private func fault(_ folder: DatasetFolder, _ name: String) -> [String] {
    do {
      _ = try Dataset(name.isEmpty ? folder.path : folder.path.appending(name))
      return []
    } catch {
      return folder.words(error)
    }
  }

  @Test func aDatasetOneFolderDownIsOffered() throws {
    let folder = try DatasetFolder()
    try folder.image("Parts 3.v1i/train/a.png")
    try folder.annotations("Parts 3.v1i/train", [DatasetFolder.line("a.png")])
    try folder.text("__MACOSX/._x", "x")
    try folder.text("notes/read.txt", "x")
    #expect(
      fault(folder, "") == ["D: there is no dataset in it: the folders Parts 3.v1i, notes\n  hint: did you mean D/Parts 3.v1i?"])
    #expect(throws: DatasetError.self) { try Dataset(folder.path, options: DatasetOptions(format: .yolo)) }
    // Two folders down too.
    try FileManager.default.createDirectory(atPath: folder.path.appending("outer").string, withIntermediateDirectories: false)
    try FileManager.default.moveItem(
      atPath: folder.path.appending("Parts 3.v1i").string, toPath: folder.path.appending("outer/inner").string)
    #expect(fault(folder, "").first?.hasSuffix("did you mean D/outer/inner?") == true)
  }

  @Test func aFileMeansItsFolder() throws {
    let folder = try DatasetFolder()
    try folder.picture("set/images/train/a.png")
    try folder.text("set/labels/train/a.txt", "0 0.5 0.5 0.5 0.5\n")
    try folder.text("set/data.yaml", "train: images/train\nnames: [cat]\n")
    try folder.picture("coco/train/a.png")
    try folder.coco("coco/train/_annotations.coco.json", images: ["a.png"], annotations: [])
    try folder.picture("voc/JPEGImages/a.png")
    try folder.text("voc/Annotations/a.xml", DatasetFolder.voc("a.png"))
    for name in ["a.zip", "a.tar.gz"] { try folder.text(name, "PK") }
    func said(_ name: String, _ hint: String) -> [String] { ["D/\(name): a dataset is a folder, this is a file\n  hint: \(hint)"] }
    #expect(fault(folder, "set/data.yaml") == said("set/data.yaml", "give its folder: D/set"))
    #expect(
      fault(folder, "coco/train/_annotations.coco.json") == said("coco/train/_annotations.coco.json", "give its folder: D/coco"))
    #expect(fault(folder, "voc/Annotations/a.xml") == said("voc/Annotations/a.xml", "give its folder: D/voc"))
    for name in ["a.zip", "a.tar.gz"] { #expect(fault(folder, name) == said(name, "unpack it, and give the folder that comes of it")) }
  }
}
