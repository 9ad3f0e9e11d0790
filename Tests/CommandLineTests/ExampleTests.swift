import Datasets
import Files
import Foundation
import Images
import Script
import SystemPackage
import TestSupport
import Testing
import Workbench

/// The examples of all declarations run, in the order of help, in a folder where what they speak of lies.
@Suite struct ExampleTests {
  private struct Case {
    let owner: String
    let source: String
  }

  private static let cases: [Case] =
    CommandTable<Session>.workbench.commands.flatMap { command in
      command.examples.filter { !$0.isForPrompt }.map { Case(owner: command.words, source: $0.source) }
    }
    + LanguageTopic.all.map { Case(owner: $0.word, source: $0.example) }
    + Article.all.flatMap { article in article.examples.map { Case(owner: article.page.name, source: $0.source) } }

  /// What a session has that an example may build on: a dataset, a model, and a training that went before.
  private static let preparation = """
    dataset synthesize ./shapes samples=50 seed=7
    dataset load ./shapes
    model load tiny
    set image_size=64 max_new_tokens=4 num_beams=1 metrics=[mean_average_precision] output_dir=./training
    train epochs=1
    """

  private static func folder() throws -> TestFolder {
    let folder = try TestFolder()
    let style = ShapeScenes(size: ImageSize(width: 64, height: 48))
    try SyntheticDataset(style: style, counts: .init(train: 1, valid: 1, test: 0), seed: 3).write(to: folder.appending("drawn"))
    let picture = try Image(contentsOf: folder.appending("drawn/train/0000.png"))
    for name in ["photo.jpg", "photo.png", "card.jpg", "card.png"] { try picture.write(to: folder.appending(name)) }
    try AtomicFile.write(Array("print warm\n".utf8), to: folder.appending("warmup.maestro"))
    try writeHelmets(picture, to: folder.appending("helmets/train"))
    try writeCells(picture, to: folder.appending("cells"))
    return folder
  }

  /// A dataset in COCO's format as Roboflow exports it.
  private static func writeHelmets(_ picture: Image, to folder: FilePath) throws {
    try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
    try picture.write(to: folder.appending("a.png"))
    let annotations = """
      {"images": [{"id": 1, "file_name": "a.png", "width": \(picture.width), "height": \(picture.height)}],
       "categories": [{"id": 3, "name": "helmet"}],
       "annotations": [{"id": 1, "image_id": 1, "category_id": 3, "bbox": [4, 5, 20, 16], "iscrowd": 0}]}
      """
    try AtomicFile.write(Array(annotations.utf8), to: folder.appending("_annotations.coco.json"))
  }

  /// Forty pictures with Pascal VOC's XML beside them, each a little different.
  private static func writeCells(_ picture: Image, to folder: FilePath) throws {
    try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
    for index in 0..<40 {
      var pixels = picture.pixels
      pixels[index] ^= 1
      try Image(width: picture.width, height: picture.height, pixels: pixels).write(to: folder.appending("\(index).png"))
      let annotation = """
        <annotation><filename>\(index).png</filename>
        <size><width>\(picture.width)</width><height>\(picture.height)</height><depth>3</depth></size>
        <object><name>cell</name><bndbox><xmin>3</xmin><ymin>4</ymin><xmax>20</xmax><ymax>19</ymax></bndbox></object></annotation>
        """
      try AtomicFile.write(Array(annotation.utf8), to: folder.appending("\(index).xml"))
    }
  }

  @Test func everyCommandHasOne() {
    let without = CommandTable<Session>.workbench.commands.filter(\.examples.isEmpty).map(\.words)
    #expect(without == [])
  }

  @Test func everyExampleRuns() throws {
    let folder = try Self.folder()
    var rest = Self.cases[...]
    while !rest.isEmpty {
      guard let done = try run(rest, in: folder) else { return }
      rest = rest[(done + 1)...]
    }
  }

  /// What `help` says to try first, in a folder where nothing is.
  @Test func theFirstLinesNeedNothing() throws {
    let folder = try TestFolder()
    try AtomicFile.write(Array(HelpTopics.firstLines.joined(separator: "\n").utf8), to: folder.appending("first.maestro"))
    let outcome = try Program.run("run first.maestro", in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(FileManager.default.fileExists(atPath: folder.appending("loss.png").string))
  }

  /// Runs examples up to the first that fails or ends the session.
  ///
  /// - Returns: the index of the last that is done with; nil when nothing more can be said.
  private func run(_ cases: ArraySlice<Case>, in folder: TestFolder) throws -> Int? {
    var lines = Self.preparation.components(separatedBy: "\n")
    var owners: [Int?] = lines.map { _ in nil }
    for (index, example) in zip(cases.indices, cases) {
      let own = example.source.components(separatedBy: "\n")
      lines += own
      owners += own.map { _ in index }
    }
    try AtomicFile.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: folder.appending("examples.maestro"))
    let outcome = try Program.run("run examples.maestro --json", in: folder)
    let results = try outcome.output.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }.filter { $0["file"] as? String == "examples.maestro" }
    func owner(_ result: [String: Any]) -> Int? { (result["line"] as? Int).flatMap { owners[$0 - 1] } }
    if let failed = results.first(where: { $0["error"] is [String: Any] }) {
      let index = owner(failed)
      let message = (failed["error"] as? [String: Any])?["message"] as? String ?? ""
      let name = index.map { "the example of `\(Self.cases[$0].owner)`, \(Self.cases[$0].source)" } ?? "the preparation"
      Issue.record("\(name): \(message)")
      return index
    }
    guard outcome.status == 0, !outcome.wasKilled else {
      Issue.record("status \(outcome.status): \(outcome.errors)")
      return nil
    }
    if let last = results.last, last["command"] as? String == "quit" { return owner(last) }
    return cases.endIndex - 1
  }
}
