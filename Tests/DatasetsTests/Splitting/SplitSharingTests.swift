import Datasets
import Essentials
import Foundation
import SystemPackage
import Testing

/// Folders without splits.
@Suite struct SplitSharingTests {
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
}
