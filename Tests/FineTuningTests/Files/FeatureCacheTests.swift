import Files
import FineTuning
import Foundation
import Images
import SystemPackage
import Tensors
import TestSupport
import Testing

/// The cache as a program finds it: what is stored comes back to the bit, and whatever lies in its folder is no reason to fail.
@Suite struct FeatureCacheTests {
  private static let shape = [3, 5]
  private static let fileBytes = 64 + 4 * 15
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private var features: FeatureFolder { FeatureFolder(path: folder.appending("features")) }

  private func cache(
    _ model: String = "model", shape: [Int] = shape, entries: Double = 1000, reserve: Int? = nil
  ) -> FeatureCache {
    var limits = FeatureCache.Limits()
    limits.bytes = Int(entries * Double(Self.fileBytes))
    limits.reserve = reserve
    return FeatureCache(in: features, model: ContentHash(model), shape: shape, limits: limits)
  }

  private func values(_ salt: Float) -> [Float] { (0..<15).map { salt + 1 / Float(3 + $0) } }

  private func store(_ picture: String, _ salt: Float, in cache: FeatureCache) {
    Self.store(values(salt), picture, in: cache)
  }

  private static func store(_ values: [Float], _ picture: String, in cache: FeatureCache) {
    Parallel.completed(Tensor(values, shape: shape)).map { cache.store($0, of: ContentHash(picture)) }
  }

  private func read(_ picture: String, in cache: FeatureCache) -> [Float]? {
    var values = [Float](repeating: -1, count: 15)
    return cache.read(ContentHash(picture), into: &values) ? values : nil
  }

  private func path(_ picture: String, _ model: String = "model") -> FilePath {
    features.path.appending(ContentHash(model).text).appending(ContentHash(picture).text + ".features")
  }

  /// As if it had been used so many seconds ago.
  private func age(_ picture: String, _ seconds: Double) throws {
    try FileManager.default.setAttributes([.modificationDate: Date.now - seconds], ofItemAtPath: path(picture).string)
  }

  @Test func whatIsStoredComesBackToTheBit() {
    let odd: [Float] = [
      .nan, -.nan, Float(nan: 0x1234, signaling: false), .infinity, -.infinity, 0, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
      .leastNormalMagnitude / 8, 0.1, -1, 3, 1e20, .pi,
    ]
    let first = cache()
    #expect(!first.contains(ContentHash("a")) && read("a", in: first) == nil)
    Self.store(odd, "a", in: first)
    let second = cache()
    #expect(second.contains(ContentHash("a")))
    #expect(read("a", in: second)?.map(\.bitPattern) == odd.map(\.bitPattern))
    #expect(features.contents() == .init(entries: 1, bytes: Self.fileBytes))
    #expect(first.takeFact() == nil)
  }

  @Test func modelsAndPicturesAreKeptApart() {
    let (one, other) = (cache("one"), cache("other"))
    store("a", 1, in: one)
    store("a", 2, in: other)
    store("b", 3, in: one)
    #expect(read("a", in: one) == values(1) && read("a", in: other) == values(2) && read("b", in: one) == values(3))
    #expect(read("b", in: other) == nil)
    // As many numbers in another shape.
    #expect(read("a", in: cache("one", shape: [5, 3])) == nil)
  }

  /// Cut off, longer, with a changed bit anywhere, no file at all: then it is not there, and is made anew.
  @Test func whatIsDamagedIsAbsent() throws {
    let cache = cache()
    store("a", 1, in: cache)
    let whole = Array(try #require(FileManager.default.contents(atPath: path("a").string)))
    var damaged = [0, 1, 63, 64, 100, whole.count - 1].map { Array(whole[..<$0]) }
    damaged.append(whole + [0])
    damaged.append([UInt8](repeating: 0, count: whole.count))
    for place in whole.indices {
      var changed = whole
      changed[place] ^= 1 << (place % 8)
      damaged.append(changed)
    }
    for bytes in damaged {
      try AtomicFile.write(bytes, to: path("a"))
      #expect(read("a", in: cache) == nil)
      #expect(cache.contains(ContentHash("a")) == (bytes.count == whole.count))
    }
    store("a", 1, in: cache)
    #expect(read("a", in: cache) == values(1))
    try FileManager.default.removeItem(atPath: path("a").string)
    try FileManager.default.createDirectory(atPath: path("a").string, withIntermediateDirectories: true)
    #expect(read("a", in: cache) == nil && !cache.contains(ContentHash("a")))
    store("a", 1, in: cache)
    #expect(cache.takeFact()?.contains("directory") == true)
  }

  @Test func whatWasUsedLongestAgoMakesWay() throws {
    let first = cache(entries: 3.5)
    for (picture, salt) in [("a", 1), ("b", 2), ("c", 3)] as [(String, Float)] { store(picture, salt, in: first) }
    for (picture, seconds) in [("a", 3000), ("b", 2000), ("c", 1000)] as [(String, Double)] { try age(picture, seconds) }
    let second = cache(entries: 3.5)
    #expect(read("a", in: second) == values(1))
    store("d", 4, in: second)
    #expect(read("b", in: second) == nil)
    for (picture, salt) in [("a", 1), ("c", 3), ("d", 4)] as [(String, Float)] { #expect(read(picture, in: second) == values(salt)) }
    #expect(features.contents().entries == 3)
    #expect(second.takeFact() == nil)
  }

  /// Rather than each one's features just before its next turn.
  @Test func whatATrainingUsesDoesNotMakeWayForItsOwn() throws {
    let old = cache()
    store("old", 0, in: old)
    try age("old", 500)
    // What a writer that was killed left makes way like anything else.
    let leftover = features.path.appending(ContentHash("model").text).appending(".1x2y3z.tmp")
    try AtomicFile.write([UInt8](repeating: 1, count: Self.fileBytes), to: leftover)
    try FileManager.default.setAttributes([.modificationDate: Date.now - 900], ofItemAtPath: leftover.string)
    #expect(features.contents() == .init(entries: 1, bytes: 2 * Self.fileBytes))
    let cache = cache(entries: 2.5)
    for (picture, salt) in [("a", 1), ("b", 2), ("c", 3), ("d", 4)] as [(String, Float)] { store(picture, salt, in: cache) }
    #expect(["old", "a", "b", "c", "d"].filter { read($0, in: cache) != nil } == ["a", "b"])
    #expect(!FileManager.default.fileExists(atPath: leftover.string))
    #expect(cache.takeFact() == "image features are made each time anew, not kept: the cache is full of features that are in use")
    #expect(cache.takeFact() == nil)
  }

  @Test func aFullDiskIsNoFault() throws {
    let old = cache()
    store("old", 0, in: old)
    try age("old", 500)
    let cache = cache(reserve: 1 << 60)
    store("a", 1, in: cache)
    store("b", 2, in: cache)
    #expect(read("a", in: cache) == nil && read("b", in: cache) == nil)
    #expect(cache.takeFact()?.contains("is nearly full") == true)
    #expect(cache.takeFact() == nil)
  }

  @Test func aFolderThatCannotBeIsNoFault() throws {
    try AtomicFile.write([1], to: features.path)
    let cache = cache()
    store("a", 1, in: cache)
    store("b", 1, in: cache)
    #expect(read("a", in: cache) == nil)
    #expect(cache.takeFact()?.contains("cannot make the folder") == true)
    #expect(cache.takeFact() == nil)
    #expect(features.contents() == .init())
    #expect(try features.clear() == .init())
    #expect(try folder.bytes("features") == [1])
  }

  @Test func clearingUnderAUserIsHarmless() throws {
    let cache = cache()
    store("a", 1, in: cache)
    store("b", 2, in: cache)
    #expect(try features.clear() == .init(entries: 2, bytes: 2 * Self.fileBytes))
    #expect(try folder.names() == [])
    #expect(read("a", in: cache) == nil)
    store("b", 2, in: cache)
    #expect(read("b", in: cache) == values(2))
    #expect(features.contents().entries == 1)
    #expect(cache.takeFact() == nil)
  }

  /// The folder may be one that the user chose.
  @Test func clearingLeavesTheRestAlone() throws {
    store("a", 1, in: cache())
    let model = features.path.appending(ContentHash("model").text)
    let others = [
      features.path.appending("notes.txt"), model.appending("x.features"), model.appending(ContentHash("a").text),
      features.path.appending(ContentHash("file").text),
    ]
    for other in others { try AtomicFile.write([7], to: other) }
    #expect(try features.clear().entries == 1)
    for other in others { #expect(FileManager.default.fileExists(atPath: other.string), "\(other)") }
    #expect(features.contents() == .init())
  }

  @Test func twoProgramsShareAFolder() async throws {
    let names = (0..<40).map { "picture \($0)" }
    let features = features
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<3 {
        group.addTask {
          let cache = FeatureCache(in: features, model: ContentHash("model"), shape: Self.shape)
          for (index, name) in names.enumerated() {
            let expected = [Float](repeating: Float(index), count: 15)
            Self.store(expected, name, in: cache)
            var values = [Float](repeating: -1, count: 15)
            let isThere = cache.read(ContentHash(name), into: &values)
            #expect(isThere && values == expected)
          }
        }
      }
    }
    #expect(features.contents() == .init(entries: 40, bytes: 40 * Self.fileBytes))
  }

  @Test func picturesAreKnownByTheirBytes() throws {
    let cache = cache()
    let (one, other) = (folder.appending("one.png"), folder.appending("other.png"))
    let large = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 11) }
    try AtomicFile.write(large, to: one)
    try AtomicFile.write(large, to: other)
    func hash(of file: FilePath) -> ContentHash? { cache.hash(of: .file(file)) }
    let whole = try #require(hash(of: one))
    #expect(hash(of: other) == whole && cache.hash(of: .encoded(large, name: "anything")) == whole)
    for place in [0, 1 << 20, large.count - 1] {
      var changed = large
      changed[place] ^= 1
      try AtomicFile.write(changed, to: other)
      #expect(hash(of: other) != whole && cache.hash(of: .encoded(changed)) == hash(of: other))
    }
    try AtomicFile.write(large, to: other)
    #expect(hash(of: other) == whole)
    // Pieces that are full, and none at all.
    for count in [0, 1 << 20, 2 << 20] {
      try AtomicFile.write(Array(large[..<count]), to: other)
      #expect(hash(of: other) != whole && hash(of: other) == cache.hash(of: .encoded(Array(large[..<count]))))
    }
    #expect(hash(of: folder.path) == nil && hash(of: folder.appending("missing.png")) == nil)
    // Decoded ones by their pixels and their size.
    let flat = Image(width: 4, height: 1, pixels: Array(large[..<12]))
    let square = Image(width: 2, height: 2, pixels: flat.pixels)
    #expect(cache.hash(of: .pixels(flat)) == cache.hash(of: .pixels(flat, name: "another")))
    #expect(Set([.pixels(flat), .pixels(square), .encoded(flat.pixels)].map { cache.hash(of: $0) }).count == 3)
  }

  @Test func theFolderIsTheSettings() throws {
    var configuration = Configuration()
    configuration.cacheFolder = "somewhere"
    #expect(try FeatureFolder(configuration).path == "somewhere/features")
    configuration.cacheFolder = nil
    #expect(try FeatureFolder(configuration).path == UserFolders().caches.appending("maestro/features"))
  }
}
