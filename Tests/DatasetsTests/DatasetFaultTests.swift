import Datasets
import Essentials
import Foundation
import Images
import SystemPackage
import Testing

@Test func everyFaultOfALineIsReportedWhereItIs() throws {
  let folder = try DatasetFolder.good()
  try folder.annotations(
    "train",
    [
      DatasetFolder.line("a.png"),
      "{\"image\": \"a.png\", \"prefix\": \"<OD>\"}",
      "{}",
      "{\"image\": 7, \"prefix\": null, \"suffix\": [\"x\"]}",
      "{\"image\": \"a.png\", \"prefix\": \"é\", \"suffix\": \"x\", \"suffix\": \"y\", \"extra\": 1, \"extra\": 2}",
      "{\"image\": \"\", \"prefix\": \" \\t\", \"suffix\": \"\"}",
      "{\"image\": \"a.png\", \"prefix\": \"<OD>\", \"suffix\": \"\\ud800\"}",
      "{\"image\": \"a.png\", \"prompt\": \"<OD>\", \"sufix\": \"x\"}",
      "[1, 2]",
      "{\"image\": \"é\", \"prefix\" \"<OD>\"}",
      DatasetFolder.line("a.png") + " " + DatasetFolder.line("a.png"),
    ])
  #expect(
    folder.faults() == [
      "D/train/annotations.jsonl:2: suffix is missing\n  hint: each line is an object with image, prefix and suffix",
      "D/train/annotations.jsonl:3: image, prefix and suffix are missing\n  hint: each line is an object with image, prefix and suffix",
      "D/train/annotations.jsonl:4:11: image must be a text, not a number\n  hint: put it in double quotes: {\"image\": \"...\"}",
      "D/train/annotations.jsonl:4:24: prefix must be a text, not null\n  hint: put it in double quotes: {\"prefix\": \"...\"}",
      "D/train/annotations.jsonl:4:40: suffix must be a text, not an array\n  hint: put it in double quotes: {\"suffix\": \"...\"}",
      "D/train/annotations.jsonl:5:50: suffix is given twice\n  hint: keep one of the two",
      "D/train/annotations.jsonl:6:11: image is empty\n  hint: name a file in the split's folder",
      "D/train/annotations.jsonl:6:25: prefix is empty\n  hint: name the task, such as <OD>",
      "D/train/annotations.jsonl:7:48: suffix has half of a surrogate pair that stands alone\n"
        + "  hint: write the character itself instead of \\u escapes",
      "D/train/annotations.jsonl:8: prefix and suffix are missing\n  hint: sufix should be called suffix",
      "D/train/annotations.jsonl:9:1: no JSON object: expected an object, {...}\n  [1, 2]\n  ^",
      "D/train/annotations.jsonl:10:25: no JSON object: expected ':' after the name\n  {\"image\": \"é\", \"prefix\" \"<OD>\"}\n"
        + String(repeating: " ", count: 26) + "^",
      "D/train/annotations.jsonl:11:83: no JSON object: expected nothing more after the object\n"
        + "  …efix\": \"<OD>\", \"suffix\": \"cat<loc_1><loc_2><loc_3><loc_4>\"} {\"image\": \"a.png\", \"prefix\": \"<OD>\", "
        + "\"suffix\": \"cat<loc_1><l…\n" + String(repeating: " ", count: 63) + "^",
    ])
}

@Test func bytesThatAreNotUTF8AreAFaultOfTheirLine() throws {
  let folder = try DatasetFolder.good()
  try folder.bytes(
    "train/annotations.jsonl", Array("{\"image\": \"é".utf8) + [0xFF] + Array("\"}\n".utf8) + Array(DatasetFolder.line("a.png").utf8))
  #expect(folder.faults() == ["D/train/annotations.jsonl:1:13: no JSON object: this is not UTF-8"])
  // What Windows calls Unicode.
  try folder.bytes(
    "train/annotations.jsonl", [0xFF, 0xFE] + DatasetFolder.line("a.png").utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
  #expect(folder.faults() == ["D/train/annotations.jsonl: the file is UTF-16, annotations are UTF-8\n  hint: save it as UTF-8"])
  // A byte order mark is dropped at the beginning of the file and nowhere else.
  try folder.text("train/annotations.jsonl", DatasetFolder.line("a.png") + "\n\u{FEFF}" + DatasetFolder.line("a.png"))
  #expect(folder.faults().map { $0.prefix(71) } == ["D/train/annotations.jsonl:2:1: no JSON object: expected an object, {..."])
}

@Test func bracketsNestedDeepAreAFaultAndNoCrash() throws {
  let folder = try DatasetFolder.good()
  try folder.annotations("train", ["{\"a\":" + String(repeating: "[", count: 500_000), String(repeating: "{\"a\":", count: 150_000)])
  #expect(
    folder.faults() == [
      "D/train/annotations.jsonl:1:517: no JSON object: brackets are nested more than 512 deep",
      "D/train/annotations.jsonl:2:2561: no JSON object: brackets are nested more than 512 deep",
    ])
}

@Test func everyFaultOfAnImageIsReportedOnEveryLineThatNamesIt() throws {
  let folder = try DatasetFolder.good()
  try folder.image("train/IMG_1.PNG")
  try folder.text("train/text.png", "hello")
  try folder.bytes("train/empty.png", [])
  try folder.image("train/folder.png/inner.png")
  try folder.image("train/whole.png", width: 64, height: 64)
  let whole = try [UInt8](Data(contentsOf: URL(fileURLWithPath: folder.path.appending("train/whole.png").string)))
  try folder.bytes("train/head.png", Array(whole.prefix(20)))
  try folder.bytes("train/body.png", Array(whole.dropLast(40)))
  // The size of 20,000 x 20,000 pixels in the header.
  let vast = Array(whole[12..<16]) + [0, 0, 0x4E, 0x20, 0, 0, 0x4E, 0x20] + Array(whole[24..<29])
  try folder.bytes("train/vast.png", Array(whole[..<12]) + vast + checksum(vast) + Array(whole[33...]))
  let names = [
    "img_1.png", "text.png", "empty.png", "folder.png", "head.png", "body.png", "vast.png", "img_1.png", "x\\u0000.png", "a.png",
  ]
  try folder.annotations("train", names.map { DatasetFolder.line($0) })
  func fact(_ fault: DatasetFault) -> (Int, String, String?)? {
    guard case .image(let name, let fact, let near) = fault.fact, let line = fault.line else { return nil }
    #expect(fault.column == 11)
    #expect(fault.file == folder.path.appending("train/annotations.jsonl").string)
    return (line, "\(name): \(fact)".replacing("\0", with: "0"), near)
  }
  let opening = #expect(throws: DatasetError.self) { try Dataset(folder.path) }
  let found = try #require(opening).faults.compactMap(fact)
  #expect(found.map(\.0) == [1, 2, 3, 4, 5, 7, 8, 9])
  #expect(
    found.map(\.1).filter { !$0.hasPrefix("vast") && !$0.hasPrefix("head") }
      == [
        "img_1.png: missing", "text.png: otherFormat(nil)", "empty.png: empty", "folder.png: folder", "img_1.png: missing",
        "x0.png: missing",
      ])
  #expect(found[5].1.contains("tooManyPixels") && found[4].1.hasPrefix("head.png"))
  #expect(found.map(\.2) == ["IMG_1.PNG", nil, nil, nil, nil, nil, "IMG_1.PNG", nil])
  #expect(
    try #require(opening).faults[0].diagnostic.description.replacing(folder.path.string, with: "D")
      == "D/train/annotations.jsonl:1:11: image img_1.png: there is no such image\n  hint: did you mean IMG_1.PNG?")
  // Only decoding finds the image that ends too early.
  let all = try Dataset.faults(at: folder.path).compactMap(fact)
  #expect(all.map(\.0) == [1, 2, 3, 4, 5, 6, 7, 8, 9])
  #expect(all[5].1.hasPrefix("body.png"))
}

/// The CRC-32 that ends a chunk of a PNG.
private func checksum(_ bytes: [UInt8]) -> [UInt8] {
  var remainder = UInt32.max
  for byte in bytes {
    remainder ^= UInt32(byte)
    for _ in 0..<8 { remainder = remainder >> 1 ^ (remainder & 1 == 1 ? 0xEDB8_8320 : 0) }
  }
  return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: ~remainder >> UInt32($0)) }
}

@Test func faultsOfAllSplitsComeTogether() throws {
  let folder = try DatasetFolder()
  try folder.annotations("train", ["{}"])
  try folder.annotations("valid", ["", " "])
  try folder.text("test/readme.txt", "x")
  #expect(
    folder.faults().map { $0.split(separator: "\n")[0] } == [
      "D/train/annotations.jsonl:1: image, prefix and suffix are missing",
      "D/valid/annotations.jsonl: there are no samples in this file",
      "D/test: there is no file annotations.jsonl",
    ])
}

@Test func whatADatasetLacksIsNamed() throws {
  let folder = try DatasetFolder()
  let needs =
    "a dataset has train/annotations.jsonl (jsonl); or train/_annotations.coco.json or annotations/instances_train.json (coco); or data.yaml, "
    + "obj.data or classes.txt, and a file of labels for each picture (yolo); or an XML file for each picture (voc)"
  #expect(folder.faults() == ["D: there is no dataset in it: it is empty\n  hint: \(needs)"])
  try folder.text("Train/x", "x")
  for name in ["a.csv", "b.csv", "c.csv", "notes.md", "a.jpg", "b.PNG"] { try folder.text(name, "x") }
  #expect(
    folder.faults() == ["D: there is no dataset in it: 2 pictures, 3 .csv files, notes.md, the folder Train\n  hint: \(needs)"])
  try folder.text("train", "x")
  #expect(folder.faults().contains("D/train: this should be a folder with images and annotations.jsonl"))
  let other = try DatasetFolder()
  try other.text("train/_annotations.jsonl", "{}")
  #expect(
    other.faults() == ["D/train: there is no file annotations.jsonl\n  hint: there is _annotations.jsonl: rename it to annotations.jsonl"])
  try FileManager.default.createDirectory(
    atPath: other.path.appending("train/annotations.jsonl").string, withIntermediateDirectories: false)
  #expect(other.faults() == ["D/train/annotations.jsonl: cannot be read: it is a folder"])
  try other.text("cards/x", "x")
  func opening(_ name: String) -> [String] {
    do {
      _ = try Dataset(other.path.appending(name))
      return []
    } catch {
      return other.words(error)
    }
  }
  #expect(opening("card") == ["D/card: there is no such folder\n  hint: did you mean D/cards?"])
  #expect(opening("nothing-like-it") == ["D/nothing-like-it: there is no such folder"])
  #expect(opening("cards/x") == ["D/cards/x: a dataset is a folder, this is a file\n  hint: give the folder with all its splits"])
}

@Test func whatTheModelCannotTakeIsReportedWithTheRest() throws {
  let folder = try DatasetFolder.good()
  try folder.annotations(
    "train", [DatasetFolder.line("a.png"), DatasetFolder.line("b.png", suffix: "long"), "{", DatasetFolder.line("a.png", suffix: "long")])
  let checks: [SampleCheck] = [
    { $0.suffix == "long" ? [SampleFault(.suffix, "the answer is too long", hint: "shorten it")] : [] },
    { $0.line == 4 ? [SampleFault(.prefix, "no such task")] : [] },
  ]
  #expect(
    folder.faults(checks: checks).map { $0.split(separator: "\n")[0] } == [
      "D/train/annotations.jsonl:2:11: image b.png: there is no such image",
      "D/train/annotations.jsonl:2:48: the answer is too long",
      "D/train/annotations.jsonl:3:2: no JSON object: the text ends where a name in double quotes was expected",
      "D/train/annotations.jsonl:4:48: the answer is too long",
      "D/train/annotations.jsonl:4:30: no such task",
    ])
  #expect(try Dataset.faults(at: folder.path, checks: checks).map(\.line) == [2, 2, 3, 4, 4])
}

@Test func faultsWithoutEndAreCutOff() throws {
  let folder = try DatasetFolder.good()
  try folder.text("train/annotations.jsonl", String(repeating: "x\n", count: 200_000))
  try folder.text("valid/annotations.jsonl", "x")
  let faults = try Dataset.faults(at: folder.path)
  #expect(faults.count == 10_001)
  #expect(faults.last?.fact == .tooMany(limit: 10_000))
  #expect(faults.last?.line == 10_001)
  #expect(faults.last?.diagnostic.message == "more than 10000 faults, the rest of the dataset was not read")
}

/// However many samples are at fault, the sound ones are read, and it says how many were left out.
@Test func skippingHasNoEnd() throws {
  let folder = try DatasetFolder.good()
  try folder.text("train/annotations.jsonl", String(repeating: "x\n", count: 12_000) + DatasetFolder.line("a.png"))
  let dataset = try Dataset(folder.path, options: DatasetOptions(policy: .skip))
  #expect(dataset.train.samples.map(\.line) == [12_001] && dataset.omissionCount == 12_000)
  #expect(dataset.omissionLines.first == "samples at fault are left out, 12000 faults:")
  #expect(dataset.omissionLines.last == "and 11980 more")
  // What is wrong with the whole is refused, wherever it comes.
  try folder.text("test/x", "x")
  #expect(throws: DatasetError.self) { try Dataset(folder.path, options: DatasetOptions(policy: .skip)) }
}

@Test func linesMayEndWithCarriageReturns() throws {
  let folder = try DatasetFolder.good()
  try folder.text(
    "train/annotations.jsonl",
    DatasetFolder.line("a.png", suffix: "one") + "\r" + DatasetFolder.line("a.png", suffix: "two") + "\r\r"
      + String(repeating: " ", count: (1 << 18) - 1) + "\r\n" + DatasetFolder.line("a.png", suffix: "three") + "\r")
  let samples = try Dataset(folder.path).train.samples
  #expect(samples.map(\.suffix) == ["one", "two", "three"])
  #expect(samples.map(\.line) == [1, 2, 5])
}

@Test func numbersThatAreNoneMayStandInOtherFields() throws {
  let folder = try DatasetFolder.good()
  try folder.annotations(
    "train", ["{\"image\": \"a.png\", \"prefix\": \"x\", \"suffix\": \"y\", \"score\": NaN, \"more\": [-Infinity, {\"a\": Infinity}]}"])
  #expect(try Dataset(folder.path).train.samples.count == 1)
  try folder.annotations("train", ["{\"image\": NaN, \"prefix\": \"x\", \"suffix\": \"y\"}"])
  #expect(folder.faults().first?.contains("image must be a text, not a number") == true)
}
