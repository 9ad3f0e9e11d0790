import Datasets
import Essentials
import Foundation
import SystemPackage
import Testing

/// Folders without splits, and turning folders into JSON lines.
@Suite struct SharingTests {
  /// Twenty pictures with two samples each.
  private func unsplit(_ count: Int = 20) throws -> DatasetFolder {
    let folder = try DatasetFolder()
    var lines: [String] = []
    for index in 0..<count {
      try folder.picture("\(index).png", shade: UInt8(index))
      lines += [DatasetFolder.line("\(index).png"), DatasetFolder.line("\(index).png", prefix: "<OCR>", suffix: "text")]
    }
    try folder.text("annotations.jsonl", lines.map { $0 + "\n" }.joined())
    return folder
  }

  private func pictures(_ split: DatasetSplit?) -> Set<String> {
    Set(split?.samples.compactMap(\.image.file?.lastComponent?.string) ?? [])
  }

  @Test func sharesAreTheSameEachTimeAndWherever() throws {
    let (folder, copy) = (try unsplit(), try unsplit())
    let dataset = try Dataset(folder.path)
    #expect(dataset.isShared)
    #expect(dataset.splits.map(\.samples.count) == [32, 4, 4])
    let names = dataset.splits.map(pictures)
    #expect(names.map(\.count) == [16, 2, 2] && names[0].isDisjoint(with: names[1]) && names[0].isDisjoint(with: names[2]))
    let again = try Dataset(copy.path)
    #expect(again.splits.map(pictures) == names)
    #expect(again.splits.map(\.digest) == dataset.splits.map(\.digest) && Set(dataset.splits.map(\.digest)).count == 3)
    let other = try Dataset(folder.path, options: DatasetOptions(seed: 43))
    #expect(other.splits.map(pictures) != names && other.train.digest != dataset.train.digest)
    let lines = dataset.train.samples.map(\.line)
    #expect(lines == lines.sorted())
  }

  @Test(arguments: [
    ([70, 15, 15], [14, 3, 3]), ([1, 1], [10, 10]), ([3], [20]), ([98, 1, 1], [18, 1, 1]), ([0.5, 0, 0.5], [10, 10]),
    ([1, 1000, 1000], [1, 10, 9]),
  ])
  func sharesAreKept(_ shares: [Double], _ expected: [Int]) throws {
    let folder = try unsplit()
    #expect(try Dataset(folder.path, options: DatasetOptions(shares: SplitShares(shares))).splits.map { pictures($0).count } == expected)
  }

  @Test func fewPicturesAreTrainedOn() throws {
    for count in 1...3 {
      let folder = try unsplit(count)
      #expect(try Dataset(folder.path).splits.map { pictures($0).count } == Array(repeating: 1, count: count))
    }
  }

  @Test func picturesOfTheSameBytesStayTogether() throws {
    let folder = try DatasetFolder()
    for index in 0..<12 { try folder.picture("\(index).png", shade: UInt8(index / 2)) }
    try folder.text("annotations.jsonl", (0..<12).map { DatasetFolder.line("\($0).png") + "\n" }.joined())
    let dataset = try Dataset(folder.path, options: DatasetOptions(shares: SplitShares([1, 1, 1])))
    #expect(dataset.splits.map(\.samples.count) == [4, 4, 4])
    for split in dataset.splits {
      let numbers = split.samples.compactMap { Int($0.image.file?.stem ?? "") }
      #expect(Set(numbers.map { $0 / 2 }).count == 2)
    }
    #expect(try folder.check().allSatisfy { !$0.contains(" in train") })
  }

  @Test(arguments: ["80/10/10", "80/20", "0.8/0.1/0.1", "1/0/1"]) func sharesAreRead(_ text: String) {
    #expect(SplitShares(text) != nil)
  }

  @Test(arguments: ["", "80", "0/10/10", "a/b", "80/10/10/0", "80//10", "-1/2", "nan/1", "1/-1", "inf/1"])
  func whatAreNoShares(_ text: String) { #expect(SplitShares(text) == nil) }

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
