import Datasets
import Essentials
import Files
import Foundation
import Images
import SystemPackage
import TestSupport
import Testing

@Test func aDatasetHasItsSamplesInTheOrderOfTheirLines() throws {
  let folder = try DatasetFolder()
  for name in ["train/a.png", "train/sub/b.png", "valid/a.png", "test/ü 1.png", "elsewhere.png"] { try folder.image(name) }
  try folder.annotations(
    "train",
    [
      DatasetFolder.line("a.png"), "", DatasetFolder.line("sub/b.png", prefix: "<VQA> why?", suffix: "a\\u00e9\\n\\ud83d\\ude00 \\\"x\\\""),
      "  \t ", DatasetFolder.line("../elsewhere.png", suffix: ""), DatasetFolder.line(folder.path.appending("valid/a.png").string),
    ])
  try folder.annotations("valid", [DatasetFolder.line("a.png", prefix: "<OCR>", suffix: "text")])
  try folder.annotations("test", ["{\"suffix\":\"\",\"prefix\":\"free\",\"image\":\"ü 1.png\",\"extra\":[{\"a\":[null,1e999]}],\"id\":7}"])
  let dataset = try Dataset(folder.path)
  let train = folder.path.appending("train")
  #expect(
    dataset.train.samples == [
      Sample(image: train.appending("a.png"), prefix: "<OD>", suffix: "cat<loc_1><loc_2><loc_3><loc_4>", line: 1),
      Sample(image: train.appending("sub/b.png"), prefix: "<VQA> why?", suffix: "aé\n😀 \"x\"", line: 3),
      Sample(image: train.appending("../elsewhere.png"), prefix: "<OD>", suffix: "", line: 5),
      Sample(
        image: folder.path.appending("valid/a.png"), prefix: "<OD>", suffix: "cat<loc_1><loc_2><loc_3><loc_4>", line: 6),
    ])
  #expect(dataset[.valid]?.samples.map(\.prefix) == ["<OCR>"])
  #expect(dataset.test?.samples.map(\.image.file) == [folder.path.appending("test/ü 1.png")])
  #expect(dataset.splits.map(\.name) == [.train, .valid, .test])
  #expect(dataset.tasks == ["<OD>", "", "<OCR>", "<VQA>"])
  try #expect(Dataset.faults(at: folder.path).isEmpty)
}

@Test func onlyTrainIsRequiredAndTestIsEvaluatedFirst() throws {
  let folder = try DatasetFolder.good()
  var dataset = try Dataset(folder.path)
  #expect(dataset.valid == nil && dataset.test == nil && dataset.evaluation == nil)
  try folder.image("valid/a.png")
  try folder.annotations("valid", [DatasetFolder.line("a.png")])
  dataset = try Dataset(folder.path)
  #expect(dataset.evaluation?.name == .valid)
  try folder.image("test/a.png")
  try folder.annotations("test", [DatasetFolder.line("a.png")])
  dataset = try Dataset(folder.path)
  #expect(dataset.evaluation?.name == .test)
}

@Test func linesEndWithLineFeedsAlone() throws {
  let folder = try DatasetFolder.good()
  // U+2028 and U+0085 are text in a JSON string; the carriage return before a line feed is a blank; the last line needs no end.
  try folder.text(
    "train/annotations.jsonl",
    "\u{FEFF}" + DatasetFolder.line("a.png", suffix: "x\u{2028}y\u{85}z") + "\r\n\r\n" + DatasetFolder.line("a.png", suffix: "last"))
  let samples = try Dataset(folder.path).train.samples
  #expect(samples.map(\.suffix) == ["x\u{2028}y\u{85}z", "last"])
  #expect(samples.map(\.line) == [1, 3])
}

@Test func linesMayBeOneMebibyteLongWhereverTheyLie() throws {
  let folder = try DatasetFolder.good()
  func line(bytes: Int) -> String {
    let rest = DatasetFolder.line("a.png", suffix: "").utf8.count
    return DatasetFolder.line("a.png", suffix: String(repeating: "x", count: bytes - rest))
  }
  let longest = line(bytes: 1 << 20)
  try folder.annotations("train", [DatasetFolder.line("a.png"), longest, DatasetFolder.line("a.png")])
  #expect(try Dataset(folder.path).train.samples.count == 3)
  try folder.annotations("train", [DatasetFolder.line("a.png"), longest + " ", "{", line(bytes: 3 << 20)])
  #expect(
    folder.faults().map { $0.split(separator: "\n")[0] } == [
      "D/train/annotations.jsonl:2: the line is longer than 1 MiB",
      "D/train/annotations.jsonl:3:2: no JSON object: the text ends where a name in double quotes was expected",
      "D/train/annotations.jsonl:4: the line is longer than 1 MiB",
    ])
}

@Test func theDigestFollowsAnnotationsAndImagesAndNothingElse() throws {
  let folder = try DatasetFolder.good()
  let digest = try Dataset(folder.path).train.digest
  #expect(digest.count == 16)
  let copy = try DatasetFolder.good()
  #expect(try Dataset(copy.path).train.digest == digest)
  try copy.image("train/another.png")
  #expect(try Dataset(copy.path).train.digest == digest)
  try copy.image("train/a.png", width: 5, height: 3)
  #expect(try Dataset(copy.path).train.digest != digest)
  try copy.image("train/a.png")
  #expect(try Dataset(copy.path).train.digest == digest)
  try copy.annotations("train", [DatasetFolder.line("a.png", suffix: "dog<loc_1><loc_2><loc_3><loc_4>")])
  #expect(try Dataset(copy.path).train.digest != digest)
}

@Test func theDigestIsTheSameOnEveryMachine() throws {
  let folder = try DatasetFolder()
  try folder.image("train/a.png")
  try folder.annotations("train", [DatasetFolder.line("a.png")])
  let byteCount = try FileManager.default.attributesOfItem(atPath: folder.path.appending("train/a.png").string)[.size] as? Int ?? 0
  // FNV-1a of the line with its end, then of width, height and the file's size as eight little-endian bytes each.
  var hash: UInt64 = 14_695_981_039_346_656_037
  var bytes = Array((DatasetFolder.line("a.png") + "\n").utf8)
  for number in [4, 3, byteCount] { bytes += (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) } }
  for byte in bytes { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
  let digits = String(hash, radix: 16)
  #expect(try Dataset(folder.path).train.digest == String(repeating: "0", count: 16 - digits.count) + digits)
}

/// A picture that is in two splits, under whatever name, is said on loading.
@Test func picturesInTwoSplitsAreTold() throws {
  let folder = try TestFolder()
  let scenes = ShapeScenes(size: ImageSize(width: 40, height: 32))
  let data = folder.appending("data")
  try SyntheticDataset(style: scenes, counts: .init(train: 4, valid: 3, test: 2), seed: 5).write(to: data)
  #expect(try Dataset(data).overlapLines() == [])
  func copy(_ from: String, _ to: String) throws {
    try AtomicFile.write(folder.bytes("data/\(from)"), to: data.pushing(FilePath(to)))
  }
  try copy("train/0001.png", "valid/0002.png")
  try copy("train/0003.png", "valid/0000.png")
  try copy("train/0003.png", "test/0001.png")
  let lines = try Dataset(data).overlapLines()
  #expect(lines.count == 3)
  for (line, beginning) in zip(
    lines,
    [
      "2 pictures of valid are in train too (0002.png)", "1 picture of test is in train too (0001.png)",
      "1 picture of test is in valid too (0001.png)",
    ])
  {
    #expect(line.hasPrefix(beginning), "\(line)")
  }
}

@Test func openingAndCheckingCanBeStopped() throws {
  let folder = try DatasetFolder.good()
  #expect(throws: Stopped.self) { try Dataset(folder.path, stop: StopToken { true }) }
  #expect(throws: Stopped.self) { try Dataset.faults(at: folder.path, stop: StopToken { true }) }
}

@Test func checkingTellsHowFarItIs() throws {
  let folder = try DatasetFolder.good()
  try folder.image("valid/a.png")
  try folder.annotations("valid", [DatasetFolder.line("a.png"), "[]"])
  var told: [Int] = []
  _ = try Dataset.faults(at: folder.path) { told.append($0) }
  #expect(told == [1, 2, 3])
}
