import Datasets
import Essentials
import Foundation
import Images
import Synchronization
import SystemPackage
import Testing

/// Pictures are decoded ahead on all cores: what is told is told in the order of the samples, and a stop is obeyed at once.
@Suite struct ImageInspectorTests {
  /// More than are looked at together, some of them several times.
  private static let count = 40 * Processors.count + 3

  private enum State { case good, missing, cut }

  private static func state(_ index: Int) -> State { index % 7 == 3 ? .missing : index % 11 == 5 ? .cut : .good }

  private static func words(_ index: Int) -> String {
    state(index) == .missing ? "there is no such image" : "the image is truncated: the file ends before its pixels do"
  }

  /// `count` pictures in `place`.
  private func pictures(_ folder: DatasetFolder, in place: String) throws {
    let whole = try Image(width: 4, height: 3, pixels: (0..<36).map { UInt8($0 * 7) }).encoded()
    for index in 0..<Self.count where Self.state(index) != .missing {
      try folder.bytes("\(place)/\(index).png", Self.state(index) == .cut ? Array(whole.prefix(45)) : whole)
    }
  }

  @Test func linesKeepTheirOrder() throws {
    let folder = try DatasetFolder()
    try pictures(folder, in: "train")
    // Each picture in a line of its own, then again in the other order; a line that is none between them.
    let order = Array(0..<Self.count) + Array((0..<Self.count).reversed())
    var lines = order.map { DatasetFolder.line("\($0).png") }
    lines.insert("{", at: Self.count)
    try folder.annotations("train", lines)
    var progress: [Int] = []
    let faults = try Dataset.faults(at: folder.path) { progress.append($0) }
    var expected = order.enumerated().filter { Self.state($0.element) != .good }.map { place, index in
      (line: place + (place < Self.count ? 1 : 2), words: "image \(index).png: \(Self.words(index))")
    }
    expected.append((Self.count + 1, "no JSON object"))
    expected.sort { $0.line < $1.line }
    #expect(faults.map(\.line) == expected.map(\.line))
    for (fault, expected) in zip(faults, expected) { #expect(fault.diagnostic.message.hasPrefix(expected.words)) }
    #expect(progress == Array(1...lines.count))
    let dataset = try Dataset(folder.path, options: DatasetOptions(policy: .skip), decodesImages: true)
    #expect(dataset.train.samples.map(\.image.lastName) == order.filter { Self.state($0) == .good }.map { "\($0).png" })
  }

  @Test func samplesAndOtherFormatsKeepTheirOrder() throws {
    struct Pictures: SampleSource {
      let name = "pictures"
      let train: [Sample]
      func samples(of split: DatasetSplit.Name) -> [Sample] { split == .train ? train : [] }
    }
    let folder = try DatasetFolder()
    try pictures(folder, in: "images/train")
    let samples = (0..<Self.count).map { index in
      Sample(image: folder.path.appending("images/train/\(index).png").string, prefix: "<OCR>", suffix: "")
    }
    let bad = (0..<Self.count).filter { Self.state($0) != .good }
    let error = #expect(throws: DatasetError.self) { try Dataset(Pictures(train: samples), decodesImages: true) }
    #expect(error?.faults.map(\.line) == bad.map { $0 + 1 })
    #expect(error?.faults.map { $0.diagnostic.message.hasSuffix(Self.words(($0.line ?? 1) - 1)) } == bad.map { _ in true })
    // YOLO finds the pictures that there are.
    for index in 0..<Self.count { try folder.text("labels/train/\(index).txt", "0 0.5 0.5 0.5 0.5\n") }
    try folder.text("data.yaml", "train: images/train\nnames: [cat]\n")
    let cut = try Dataset.faults(at: folder.path).map(\.diagnostic.message).filter { $0.contains("truncated") }
    let names = bad.filter { Self.state($0) == .cut }.map { "\($0).png" }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    #expect(cut == names.map { "image \($0): the image is truncated: the file ends before its pixels do" })
  }

  @Test(arguments: [0, 1, 30]) func aStopIsObeyedAtOnce(_ patience: Int) throws {
    let folder = try DatasetFolder()
    try pictures(folder, in: "train")
    try folder.annotations("train", (0..<Self.count).map { DatasetFolder.line("\($0).png") })
    let asked = Asked()
    var looked = 0
    #expect(throws: Stopped.self) {
      try Dataset.faults(at: folder.path, stop: StopToken { asked.times.wrappingAdd(1, ordering: .relaxed).oldValue >= patience }) {
        looked = $0
      }
    }
    let cores = Processors.count
    #expect(asked.times.load(ordering: .relaxed) <= patience + cores + 1)
    #expect(looked <= patience)
  }

  private final class Asked: Sendable { let times = Atomic(0) }
}
