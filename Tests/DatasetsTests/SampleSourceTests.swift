import Datasets
import Essentials
import Images
import SystemPackage
import Testing

/// Samples of a program's own, looked at as those of a folder are.
@Suite struct SampleSourceTests {
  private struct Table: SampleSource {
    let name = "table"
    var splits: [DatasetSplit.Name: [Sample]] = [:]

    func samples(of split: DatasetSplit.Name) -> [Sample] { splits[split] ?? [] }
  }

  private struct Broken: SampleSource {
    struct Lost: Error {}
    let name = "broken"

    func samples(of split: DatasetSplit.Name) throws -> [Sample] { throw Lost() }
  }

  private let folder: DatasetFolder
  private let good: Sample

  init() throws {
    folder = try DatasetFolder.good()
    try folder.image("other.png", width: 5)
    good = Sample(image: folder.path.appending("train/a.png").string, prefix: "<CAPTION>", suffix: "a square")
  }

  @Test func splitsAndNumbersOfSamples() throws {
    let elsewhere = Sample(image: good.image, prefix: "<OCR>", suffix: "", line: 71, annotations: "ledger.csv")
    let dataset = try Dataset(Table(splits: [.train: [good, good, elsewhere], .test: [good]]))
    #expect(dataset.path == "table" && dataset.valid == nil && dataset.evaluation?.name == .test)
    #expect(dataset.train.samples.map(\.line) == [1, 2, 71])
    #expect(dataset.train.samples.map { dataset.train.annotations(of: $0) } == ["table/train", "table/train", "ledger.csv"])
    #expect(dataset.train.samples.map(\.suffix) == ["a square", "a square", ""])
  }

  @Test func theDigestIsOfWhatTheSamplesSay() throws {
    func digest(_ samples: Sample...) throws -> String { try Dataset(Table(splits: [.train: samples])).train.digest }
    let other = Sample(image: folder.path.appending("other.png").string, prefix: good.prefix, suffix: good.suffix)
    let longer = Sample(image: good.image.name, prefix: good.prefix, suffix: good.suffix + "s")
    #expect(try digest(good, other) == digest(good, other))
    #expect(
      try Set([digest(good), digest(other), digest(longer), digest(good, good), digest(good, other), digest(other, good)]).count == 6)
  }

  @Test func allFaultsAreToldWithTheirPlaces() throws {
    let missing = Sample(image: folder.path.appending("train/b.png").string, prefix: "<CAPTION>", suffix: "x")
    let blank = Sample(image: good.image.name, prefix: " ", suffix: "x")
    let long = Sample(image: good.image.name, prefix: "<OD>", suffix: "long")
    let table = Table(splits: [.train: [good, missing, blank], .valid: [long]])
    let check: SampleCheck = { $0.suffix == "long" ? [SampleFault(.suffix, "it is too long", hint: "shorten it")] : [] }
    let words = #expect(throws: DatasetError.self) { try Dataset(table, checks: [check]) }.map { folder.words($0) }
    #expect(
      words == [
        "table/train:2: image D/train/b.png: there is no such image\n  hint: did you mean a.png?",
        "table/train:3: prefix is empty\n  hint: name the task, such as <OD>",
        "table/valid:1: it is too long\n  hint: shorten it",
      ])
    // Left out, they leave their neighbours with the numbers that they had.
    let rest = try Dataset(Table(splits: [.train: [missing, good]]), policy: .skip)
    #expect(rest.train.samples.map(\.line) == [2] && rest.omissions.count == 1)
  }

  @Test func picturesInMemory() throws {
    let image = Image(width: 5, height: 3, pixels: (0..<45).map { UInt8($0) })
    let bytes = try image.encoded()
    let decoded = Sample(image: .pixels(image, name: "a/b"), prefix: "<CAPTION>", suffix: "x")
    let encoded = Sample(image: .encoded(bytes), prefix: "<CAPTION>", suffix: "y")
    let cut = Sample(image: .encoded(Array(bytes.prefix(50)), name: "row 3"), prefix: "<CAPTION>", suffix: "z")
    let none = Sample(image: .encoded([]), prefix: "<CAPTION>", suffix: "z")
    // The head of what is cut is whole.
    #expect(try Dataset(Table(splits: [.train: [decoded, encoded, cut]])).train.samples.count == 3)
    let table = Table(splits: [.train: [decoded, encoded, cut, none]])
    let words = #expect(throws: DatasetError.self) { try Dataset(table, decodesImages: true) }.map { folder.words($0) }
    #expect(
      words == [
        "table/train:3: image row 3: the image is truncated: the file ends before its pixels do\n  hint: copy or download the file again, or leave it out",
        "table/train:4: image picture: the image is empty: 0 bytes\n  hint: copy or download the file again, or leave it out",
      ])
    func digest(_ samples: Sample...) throws -> String { try Dataset(Table(splits: [.train: samples])).train.digest }
    var other = image.pixels
    other[7] ^= 1
    let changed = Sample(image: .pixels(Image(width: 5, height: 3, pixels: other), name: "a/b"), prefix: "<CAPTION>", suffix: "x")
    #expect(try digest(decoded) == digest(decoded) && digest(decoded) != digest(changed) && decoded.image != changed.image)
    // As a folder.
    let target = folder.path.appending("written")
    let jpeg = Sample(image: .encoded(try image.encoded(as: .jpeg(quality: 90)), name: "PHOTO.JPG"), prefix: "<OCR>", suffix: "")
    let dataset = try Dataset(Table(splits: [.train: [decoded, encoded, encoded, jpeg, changed]]))
    #expect(dataset.train.samplesByImage == [[0], [1, 2], [3], [4]])
    try dataset.write(to: target)
    let written = try Dataset(target).train.samples
    #expect(written.map(\.image.lastName) == ["a-b.png", "picture.png", "picture.png", "PHOTO.JPG", "a-b-2.png"])
    #expect(written.map(\.suffix) == ["x", "y", "y", "", "x"])
    #expect(try written.map { try Image(contentsOf: $0.image) } == dataset.train.samples.map { try Image(contentsOf: $0.image) })
  }

  @Test func aSourceWithNothingToTrainOn() {
    for policy: DatasetOptions.Policy in [.strict, .skip, .clip, [.skip, .clip]] {
      let error = #expect(throws: DatasetError.self) { try Dataset(Table(splits: [.test: [good]]), policy: policy) }
      #expect(error?.diagnostics.map(\.message) == ["there are no samples to train on"])
    }
    #expect(throws: Broken.Lost.self) { try Dataset(Broken()) }
  }
}
