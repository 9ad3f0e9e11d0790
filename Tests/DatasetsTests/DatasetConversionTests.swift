import Datasets
import Essentials
import Foundation
import SystemPackage
import Testing

/// Turning folders of any format into JSON lines.
@Suite struct DatasetConversionTests {
  @Test func foldersBecomeJSONLines() throws {
    let folder = try DatasetFolder()
    // Two pictures of the same name in two folders.
    for (index, place) in ["a", "b", "c"].enumerated() {
      try folder.picture("images/\(place)/x.png", shade: UInt8(index))
      try folder.text("labels/\(place)/x.txt", "0 0.5 0.5 0.5 0.5\n")
    }
    try folder.text("data.yaml", "train: [images/a, images/b]\nval: images/c\nnames: ['say \"hi\" / é']\n")
    let dataset = try Dataset(folder.path)
    let target = folder.path.appending("converted")
    var steps: [Int] = []
    try dataset.write(to: target) { steps.append($0) }
    #expect(steps == [1, 2, 3])
    let converted = try Dataset(target)
    #expect(!converted.isShared && converted.splits.map(\.samples.count) == [2, 1])
    #expect(converted.train.samples.map(\.suffix) == dataset.train.samples.map(\.suffix))
    #expect(converted.train.samples.map(\.prefix) == ["<OD>", "<OD>"])
    #expect(converted.train.samples.map(\.image.file) == ["x.png", "x-2.png"].map { target.appending("train").appending($0) })
    for (new, old) in zip(converted.train.samples, dataset.train.samples) {
      #expect(FileManager.default.contentsEqual(atPath: new.image.name, andPath: old.image.name))
    }
    #expect(try Dataset.review(at: target).isEmpty)
    // What is there is never written over, and what stops leaves nothing.
    #expect(throws: Faults.self) { try dataset.write(to: target) }
    #expect(throws: Stopped.self) { try dataset.write(to: folder.path.appending("stopped"), stop: StopToken { true }) }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path.string).sorted()
    #expect(names == ["converted", "data.yaml", "images", "labels"])
  }
}
