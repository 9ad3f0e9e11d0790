import Essentials
import Foundation
import SystemPackage

/// A dataset that is drawn: every picture comes from the seed, its split and its number alone.
public struct SyntheticDataset: Sendable {
  /// Numbers of samples; a split of none has no folder.
  public struct Counts: Sendable, Hashable {
    /// At least one.
    public var train: Int
    /// Zero or more.
    public var valid: Int
    /// Zero or more.
    public var test: Int

    /// The counts of the three splits.
    public init(train: Int, valid: Int, test: Int) {
      self.train = train
      self.valid = valid
      self.test = test
    }

    /// `total` samples, three fifths for training and a fifth each to judge by.
    public init(total: Int) {
      self.init(train: total - total / 5 * 2, valid: total / 5, test: total / 5)
    }

    subscript(name: DatasetSplit.Name) -> Int {
      switch name {
      case .train: train
      case .valid: valid
      case .test: test
      }
    }
  }

  /// What is drawn.
  public let style: any SceneStyle
  /// How much of it.
  public let counts: Counts
  /// What all chance comes from.
  public let seed: UInt64

  /// A dataset to be drawn; there must be at least one sample to train on.
  public init(style: any SceneStyle, counts: Counts, seed: UInt64) {
    precondition(counts.train > 0 && counts.valid >= 0 && counts.test >= 0, "\(counts)")
    self.style = style
    self.counts = counts
    self.seed = seed
  }

  /// The styles there are, by their names.
  public static let styles: [any SceneStyle] = [ShapeScenes()]

  /// Sample number `index` of a split.
  public func scene(_ split: DatasetSplit.Name, _ index: Int) -> Scene {
    let place = DatasetSplit.Name.allCases.firstIndex(of: split) ?? 0
    var generator = PhiloxGenerator(seed: seed, stream: UInt64(place) << 32 | UInt64(index))
    return style.scene(using: &generator)
  }

  /// Draws everything into a new folder at `path`, which appears when it is complete.
  ///
  /// - Throws: `Faults` when there is something at `path` already or the disk does not take it; `Stopped`. Nothing is left behind.
  public func write(to path: FilePath, stop: StopToken = .never) throws {
    try WholeFolder.write(to: path) { folder in
      for split in DatasetSplit.Name.allCases where counts[split] > 0 {
        try write(split, to: folder.appending(split.rawValue), stop)
      }
    }
  }

  private func write(_ split: DatasetSplit.Name, to folder: FilePath, _ stop: StopToken) throws {
    try WholeFolder.make(folder)
    var lines: [UInt8] = []
    for index in 0..<counts[split] {
      try stop.check()
      let scene = scene(split, index)
      let digits = String(index)
      let name = String(repeating: "0", count: max(0, 4 - digits.count)) + digits + ".png"
      try WholeFolder.write(scene.image.encoded(), to: folder.appending(name))
      lines += try JSONSerialization.data(
        withJSONObject: ["image": name, "prefix": scene.prefix, "suffix": scene.suffix], options: [.sortedKeys, .withoutEscapingSlashes])
      lines.append(UInt8(ascii: "\n"))
    }
    try WholeFolder.write(lines, to: folder.appending("annotations.jsonl"))
  }
}
