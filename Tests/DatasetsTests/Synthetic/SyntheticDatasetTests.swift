import Datasets
import Essentials
import Foundation
import Images
import Synchronization
import SystemPackage
import Tasks
import Testing

private let small = SyntheticDataset(
  style: ShapeScenes(size: ImageSize(width: 48, height: 32)), counts: .init(train: 12, valid: 4, test: 3), seed: 42)

@Test func aSyntheticDatasetIsADataset() throws {
  let folder = try DatasetFolder()
  let path = folder.path.appending("new/shapes")
  try small.write(to: path)
  let dataset = try Dataset(path)
  #expect(dataset.splits.map(\.samples.count) == [12, 4, 3])
  try #expect(Dataset.faults(at: path).isEmpty)
  for split in dataset.splits {
    for (index, sample) in split.samples.enumerated() {
      let picture = small.picture(split.name, index)
      try #expect(Image(contentsOf: sample.image) == picture.image)
      #expect([SceneAnnotation(prefix: sample.prefix, suffix: sample.suffix)] == picture.annotations && sample.line == index + 1)
    }
  }
  #expect(dataset.tasks == ["<OD>"])
  #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path.appending("new").string) == ["shapes"])
}

@Test func everyPictureComesFromSeedSplitAndNumberAlone() {
  let larger = SyntheticDataset(styles: small.styles, counts: .init(train: 900, valid: 0, test: 70), seed: 42)
  let other = SyntheticDataset(styles: small.styles, counts: small.counts, seed: 43)
  var seen: Set<Image> = []
  for split in DatasetSplit.Name.allCases {
    for index in 0..<3 {
      let picture = small.picture(split, index)
      #expect(larger.picture(split, index).image == picture.image && larger.picture(split, index).annotations == picture.annotations)
      seen.insert(picture.image)
      seen.insert(other.picture(split, index).image)
    }
  }
  #expect(seen.count == 18)
}

@Test func aSeedGivesTheSamePictureForEver() {
  let scene = small.picture(.train, 0)
  #expect(scene.annotations[0].suffix == "triangle<loc_354><loc_156><loc_458><loc_312>circle<loc_437><loc_531><loc_562><loc_718>")
  #expect(
    scene.image.pixels.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 } == 8_064_662_116_667_984_669)
}

@Test(arguments: SyntheticDataset.allStyles.map(\.name))
func threadsMakeNoDifference(_ name: String) throws {
  let style = try #require(SyntheticDataset.allStyles.first { $0.name == name })
  let dataset = SyntheticDataset(style: style, tasks: SceneTask.allCases, counts: .init(train: 9, valid: 2, test: 1), seed: 42)
  let folder = try DatasetFolder()
  func written(threads: Int) throws -> [String: Data] {
    let path = folder.path.appending("threads-\(threads)")
    try dataset.write(to: path, threads: threads)
    let names = try FileManager.default.subpathsOfDirectory(atPath: path.string).filter { $0.contains(".") }
    return try Dictionary(
      uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: URL(fileURLWithPath: path.appending($0).string))) })
  }
  let files = try written(threads: 1)
  #expect(files.count == 15)
  #expect(try files == written(threads: 7))
  let faults = try Dataset.faults(at: folder.path.appending("threads-1"))
  #expect(faults.isEmpty)
  let train = try Dataset(folder.path.appending("threads-1")).train
  #expect(train.samples.count == (0..<9).reduce(0) { $0 + dataset.picture(.train, $1).annotations.count })
  #expect(Set(train.samples.map(\.image)).count == 9)
}

@Test func sizesAreThoseOfTheStyleUnlessAskedFor() {
  #expect(SyntheticDataset(style: ShapeScenes(), counts: .init(total: 5), seed: 1).size == ImageSize(width: 160, height: 120))
  #expect(SyntheticDataset(style: ChessScenes(), counts: .init(total: 5), seed: 1).size == ImageSize(width: 128, height: 128))
  let small = SyntheticDataset(style: CardScenes(), counts: .init(total: 5), size: ImageSize(width: 96, height: 64), seed: 1)
  #expect(small.picture(.test, 3).image.size == ImageSize(width: 96, height: 64))
}

@Test func textsAreWithoutTagsAndPlaces() {
  let texts = Array(SyntheticDataset(style: CardScenes(), tasks: SceneTask.allCases, counts: .init(total: 50), seed: 3).texts())
  #expect(texts.allSatisfy { !$0.isEmpty && !$0.contains("<") && !$0.contains(">") })
  #expect(texts.contains("how many cards are there?") && texts.contains("yes") && texts.contains { CardScenes().labels.contains($0) })
}

@Test func aSplitOfNoneHasNoFolder() throws {
  let folder = try DatasetFolder()
  try SyntheticDataset(styles: small.styles, counts: .init(total: 4), seed: 1).write(to: folder.path)
  #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path.string) == ["train"])
  #expect(try Dataset(folder.path).train.samples.count == 4)
}

@Test func totalsAreShared() {
  #expect(SyntheticDataset.Counts(total: 100) == .init(train: 60, valid: 20, test: 20))
  #expect(SyntheticDataset.Counts(total: 8) == .init(train: 6, valid: 1, test: 1))
  #expect(SyntheticDataset.Counts(total: 1) == .init(train: 1, valid: 0, test: 0))
}

@Test func nothingIsOverwrittenAndNothingHalfIsLeft() throws {
  let folder = try DatasetFolder.good()
  let taken = #expect(throws: Faults.self) { try small.write(to: folder.path) }
  #expect(taken?.diagnostics.first?.file == folder.path.string)
  #expect(taken?.diagnostics.first?.message == "there is something already")
  try folder.text("file", "x")
  #expect(throws: Faults.self) { try small.write(to: folder.path.appending("file")) }
  let below = #expect(throws: Faults.self) { try small.write(to: folder.path.appending("file/below/it")) }
  #expect(below?.diagnostics.first?.message == "cannot be written: Not a directory")
  // Stopped after the first pictures.
  let asked = Counter()
  #expect(throws: Stopped.self) { try small.write(to: folder.path.appending("stopped"), stop: StopToken { asked.next() > 3 }) }
  #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path.string).sorted() == ["file", "train"])
}

private final class Counter: Sendable {
  private let count = Mutex(0)

  func next() -> Int {
    count.withLock {
      $0 += 1
      return $0
    }
  }
}

@Test func stylesTakeTurns() {
  let (cards, chess) = (CardScenes(), ChessScenes())
  let counts = SyntheticDataset.Counts(train: 4, valid: 0, test: 0)
  let both = SyntheticDataset(styles: [cards, chess], counts: counts, seed: 3)
  let alone = [SyntheticDataset(style: cards, counts: counts, seed: 3), SyntheticDataset(style: chess, counts: counts, seed: 3)]
  for index in 0..<4 { #expect(both.picture(.train, index).image == alone[index % 2].picture(.train, index).image) }
}

@Test(arguments: SyntheticDataset.allStyles.map(\.name))
func asManyQuestionsAsAskedForSharePictures(_ name: String) throws {
  let style = try #require(SyntheticDataset.allStyles.first { $0.name == name })
  func annotations(_ tasks: [SceneTask], _ questions: Int?, _ index: Int) -> [SceneAnnotation] {
    let counts = SyntheticDataset.Counts(train: 8, valid: 0, test: 0)
    return SyntheticDataset(style: style, tasks: tasks, questions: questions, counts: counts, seed: 5).picture(.train, index).annotations
  }
  for index in 0..<8 {
    #expect(annotations([.vqa], nil, index) == annotations([.vqa], 1, index))
    #expect(annotations(SceneTask.allCases, nil, index) == annotations(SceneTask.allCases, 2, index))
    let many = annotations([.vqa], 4, index)
    #expect((2...4).contains(many.count) && Set(many.map(\.prefix)).count == many.count)
    #expect(annotations(SceneTask.allCases, 4, index).filter { $0.prefix.hasPrefix("<VQA>") } == many)
  }
}

@Test(arguments: SyntheticDataset.allStyles.map(\.name))
func whatIsNamedIsFoundWithAllItsBoxes(_ name: String) throws {
  let style = try #require(SyntheticDataset.allStyles.first { $0.name == name })
  let counts = SyntheticDataset.Counts(train: 40, valid: 0, test: 0)
  let dataset = SyntheticDataset(style: style, tasks: [.detection, .grounding], questions: 100, counts: counts, seed: 6)
  for index in 0..<40 {
    let annotations = dataset.picture(.train, index).annotations
    let objects = LabelledLocations.all(in: annotations[0].suffix)
    var found: [[Int]] = []
    for annotation in annotations.dropFirst() {
      let part = try #require(LabelledLocations.all(in: annotation.suffix).first)
      #expect(annotation.prefix == "<OPEN_VOCABULARY_DETECTION>" + part.label && annotation.suffix.hasPrefix(part.label + "<loc_"))
      let boxes = stride(from: 0, to: part.locations.count, by: 4).map { Array(part.locations[$0..<$0 + 4]) }
      if !style.hasText { #expect(Set(boxes) == Set(objects.filter { $0.label == part.label }.map(\.locations))) }
      found += boxes
    }
    #expect(found.count == objects.count && Set(found) == Set(objects.map(\.locations)))
  }
}

/// After one of each kind every kind is asked again: of three cards or more there are more places, suits and cards to ask for than kinds.
@Test func manyQuestionsAreOfTheSameKinds() {
  let counts = SyntheticDataset.Counts(train: 40, valid: 0, test: 0)
  let dataset = SyntheticDataset(style: CardScenes(), tasks: [.vqa], questions: 30, counts: counts, seed: 8)
  let pictures = (0..<40).map { dataset.picture(.train, $0).annotations.map(\.prefix) }
  for questions in pictures { #expect(Set(questions).count == questions.count && questions.count <= 30) }
  #expect(pictures.contains { $0.filter { $0.hasPrefix("<VQA>is there") }.count > 1 && $0.count > 7 })
}
