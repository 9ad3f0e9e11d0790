import Datasets
import Essentials
import Foundation
import SystemPackage
import Testing

/// Files of lines that have no end.
@Suite struct LineReaderTests {
  private func makeSparse(_ folder: DatasetFolder, _ name: String) throws {
    try folder.text(name, "\n")
    try #require(truncate(folder.path.appending(name).string, 1 << 40) == 0)
  }

  @Test func annotationsOfATerabyteAreGivenUp() throws {
    let folder = try DatasetFolder.good()
    try makeSparse(folder, "train/annotations.jsonl")
    let start = ContinuousClock.now
    #expect(folder.faults() == ["D/train/annotations.jsonl: cannot be read: line 2 has no end within 64 MiB"])
    #expect(ContinuousClock.now - start < .seconds(10))
  }

  @Test func labelsOfATerabyteAreGivenUp() throws {
    let folder = try DatasetFolder()
    try folder.text("data.yaml", "train: train/images\nnames: [cat]\n")
    try folder.image("train/images/a.png")
    try makeSparse(folder, "train/labels/a.txt")
    #expect(folder.faults().contains("D/train/labels/a.txt: cannot be read: line 2 has no end within 64 MiB"))
  }

  /// The token is asked while a line is looked through, too.
  @Test func aStopEndsALongLine() throws {
    let folder = try DatasetFolder.good()
    try makeSparse(folder, "train/annotations.jsonl")
    #expect(throws: Stopped.self) { try Dataset(folder.path, stop: StopToken { true }) }
  }
}
