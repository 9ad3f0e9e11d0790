import Datasets
import Essentials
import Foundation
import Images
import SystemPackage
import Testing

/// Folders of other programs, read as samples of detection.
@Suite struct DatasetFormatTests {
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

  @Test func severalFormatsAreNotGuessed() throws {
    let folder = try DatasetFolder()
    try folder.picture("images/a.png")
    try folder.text("labels/a.txt", "0 0.5 0.5 0.5 0.5\n")
    try folder.text("data.yaml", "names: [cat]\n")
    try folder.text("Annotations/a.xml", DatasetFolder.voc("a.png"))
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
