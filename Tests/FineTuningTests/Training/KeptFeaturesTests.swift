import Datasets
import Essentials
import Files
import FineTuning
import Foundation
import Images
import Layers
import Scoring
import SystemPackage
import Tensors
import TestSupport
import Testing
import Training

/// Trainings with a frozen vision tower, one after the other on one cache, each as a program of its own would run it.
@Suite(.serialized) struct KeptFeaturesTests {
  private let small: SmallRun
  private let features: FeatureFolder
  private static let pictures = 9

  init() throws {
    var small = try SmallRun()
    small.configuration.freezesVision = true
    small.configuration.workers = 1
    self.small = small
    features = try FeatureFolder(small.configuration)
  }

  private var train: FilePath { small.folder.appending("data/train") }

  private struct Course: Equatable {
    var losses: [Double] = []
    var validation: [[String: Double]] = []
    var facts: [String] = []
  }

  /// A training from the model's opening to its end.
  private func course(
    _ change: (inout Configuration) -> Void = { _ in }, weights: (LoadedModel) -> Void = { _ in },
    onStep: (Int) throws -> Void = { _ in }
  ) throws -> Course {
    var configuration = small.configuration
    change(&configuration)
    let opened = try LoadedModel.open(configuration)
    weights(opened)
    // Whose pictures are not decoded here.
    let dataset = try Dataset(FilePath(configuration.dataset ?? ""), for: opened)
    let tuning = try TrainingSession(TrainableModel(opened, &configuration), dataset, configuration)
    var course = Course()
    _ = try tuning.run(.all) { event in
      switch event {
      case .step(let report, _):
        course.losses.append(report.loss)
        try onStep(report.step)
      case .epoch(let report, _, _): course.validation.append(report.validation)
      case .fact(let fact): course.facts.append(fact)
      case .validation, .saved: break
      }
    }
    return course
  }

  private func pictures() throws -> [FilePath] {
    try ["train", "valid"].flatMap { split in
      try small.folder.names("data/" + split).filter { $0.hasSuffix(".png") }.map { small.folder.appending("data/\(split)/\($0)") }
    }
  }

  /// Every picture is cut off in the middle, and what is known of the whole one is said of the rest: whoever decodes one fails.
  @Test func aSecondTrainingDecodesNothing() throws {
    let first = try course()
    #expect(first.losses.count == 6 && Set(first.losses).count > 1 && first.validation.count == 2)
    #expect(features.contents().entries == Self.pictures)

    let opened = try LoadedModel.open(small.configuration)
    let cache = try #require(try opened.featureCache(small.configuration))
    let shape = [opened.imageTokens, opened.model.configuration.text.width]
    for picture in try pictures() {
      var values = [Float](repeating: 0, count: shape[0] * shape[1])
      let hash = try #require(cache.hash(of: .file(picture)))
      try #require(cache.contains(hash))
      _ = cache.read(hash, into: &values)
      let bytes = Array(try #require(FileManager.default.contents(atPath: picture.string)))
      try AtomicFile.write(Array(bytes[..<(bytes.count * 2 / 3)]), to: picture)
      #expect(throws: ImageError.self) { try Image(contentsOf: picture) }
      let features = try #require(Parallel.completed(Tensor(values, shape: shape)))
      cache.store(features, of: try #require(cache.hash(of: .file(picture))))
    }
    #expect(try course() == first)

    // That they would have been decoded otherwise.
    _ = try features.clear()
    #expect(throws: Faults.self) { try course() }
  }

  @Test func theNumbersAreThoseWithoutACache() throws {
    let kept = try course()
    #expect(try course() == kept)
    let blocked = small.folder.appending("blocked")
    try AtomicFile.write([], to: blocked)
    var without = try course { $0.cacheFolder = blocked.string }
    #expect(without.facts.count == 1)
    #expect(without.facts.first?.contains("\(blocked): cannot make the folder") == true)
    without.facts = []
    #expect(without == kept)
  }

  @Test func clearingInTheMiddleChangesNothing() throws {
    let expected = try course()
    var removed = 0
    let disturbed = try course(onStep: { _ in removed += try features.clear().entries })
    #expect(disturbed == expected)
    #expect(removed > Self.pictures)
    #expect(features.contents().entries > 0)
  }

  @Test func damagedFilesAreMadeAnew() throws {
    let expected = try course()
    let names = try FileManager.default.subpathsOfDirectory(atPath: features.path.string).filter { $0.hasSuffix(".features") }
    #expect(names.count == Self.pictures)
    for (index, name) in names.enumerated() {
      let path = features.path.pushing(FilePath(name))
      var bytes = Array(try #require(FileManager.default.contents(atPath: path.string)))
      if index % 2 == 0 { bytes.removeLast(bytes.count / 2) } else { bytes[bytes.count / 2] ^= 0x40 }
      try AtomicFile.write(bytes, to: path)
    }
    #expect(try course() == expected)
    #expect(try course() == expected)
    #expect(features.contents().entries == Self.pictures)
  }

  @Test func anotherPictureUnderTheSameNameIsSeen() throws {
    let before = try course()
    let first = train.appending("0000.png")
    try AtomicFile.write(small.folder.bytes("data/train/0001.png"), to: first)
    let after = try course()
    #expect(after != before)
    // The picture was known under its other name.
    #expect(features.contents().entries == Self.pictures)
    let fresh = try course { $0.cacheFolder = small.folder.appending("fresh").string }
    #expect(after == fresh)
  }

  @Test func anotherImageSizeHasFeaturesOfItsOwn() throws {
    let before = try course()
    #expect(try course { $0.imageSize = 96 } != before)
    #expect(features.contents().entries == 2 * Self.pictures)
    #expect(try course() == before)
    #expect(features.contents().entries == 2 * Self.pictures)
  }

  @Test func otherVisionWeightsHaveFeaturesOfTheirOwn() throws {
    let before = try course()
    func changed(_ part: String) -> (LoadedModel) -> Void {
      { opened in
        guard let (_, parameter) = opened.model.uniqueParameters.last(where: { $0.name.hasPrefix(part) }) else { return }
        var values = parameter.value.values
        values[values.count / 2] += 0.5
        parameter.value = Tensor(values, shape: parameter.shape)
      }
    }
    // The language model's make other losses of the same features.
    #expect(try course(weights: changed("model.language_model.encoder")) != before)
    #expect(features.contents().entries == Self.pictures)
    #expect(try course(weights: changed("model.vision_tower")) != before)
    #expect(features.contents().entries == 2 * Self.pictures)
    #expect(try course() == before)
  }

  /// The last bit of any weight of the vision tower and the projector, in particular.
  @Test func everythingThatDecidesFeaturesIsInTheirIdentity() throws {
    let configuration = small.configuration
    let opened = try LoadedModel.open(configuration)
    let identity = opened.featureIdentity(configuration)
    #expect(opened.featureIdentity(configuration) == identity)
    #expect(try LoadedModel.open(configuration).featureIdentity(configuration) == identity)
    var other = configuration
    other.imageSize = 96
    #expect(try LoadedModel.open(other).featureIdentity(other) != identity)
    var seen: Set = [identity]
    let weights = opened.model.uniqueParameters
    var count = 0
    for (name, parameter) in weights {
      let original = parameter.value
      var values = original.values
      values[values.count - 1] = Float(bitPattern: values[values.count - 1].bitPattern ^ 1)
      parameter.value = Tensor(values, shape: parameter.shape)
      let changed = opened.featureIdentity(configuration)
      let isVision = name.hasPrefix("model.vision_tower.") || name.hasPrefix("model.multi_modal_projector.")
      #expect(isVision == (changed != identity), "\(name)")
      if isVision { count += 1 }
      seen.insert(changed)
      parameter.value = original
    }
    #expect(count > 20 && seen.count == count + 1)
    #expect(opened.featureIdentity(configuration) == identity)
  }

  @Test func onlyAFrozenVisionTowerIsKept() throws {
    var configuration = small.configuration
    configuration.freezesVision = false
    let opened = try LoadedModel.open(configuration)
    #expect(try opened.featureCache(configuration) == nil)
    // With adapters at the vision tower its features are not those of its weights.
    _ = try TrainableModel(opened, &configuration)
    configuration.freezesVision = true
    #expect(try opened.featureCache(configuration) == nil)
  }

  /// Of its run's checkpoint, whose adapters leave the vision tower alone.
  @Test func anEvaluationReadsThem() throws {
    let report = try small.finished()
    #expect(features.contents().entries == Self.pictures)
    let expected = try report.folder.state().validationMetrics["loss"].last?.value
    let checkpoint = report.folder.latest
    let result = try Evaluation(Configuration.of(checkpoint: checkpoint), checkpoint: checkpoint).measure()
    #expect(result.loss == expected)
    #expect(result.facts.filter { $0.contains("features") } == [])
    #expect(features.contents().entries == Self.pictures)
  }

  @Test func whereTheyAreKeptIsTold() throws {
    #expect(try TrainingRun.start(small.configuration).facts.contains("image features are kept in \(features.path)"))
  }
}
