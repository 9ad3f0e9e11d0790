import SystemPackage

/// The samples of one folder of a dataset, in the order of their lines.
public struct DatasetSplit: Sendable, Hashable {
  /// The three folders that a dataset may have.
  public enum Name: String, Sendable, CaseIterable {
    /// What the model learns from.
    case train
    /// What training is judged by.
    case valid
    /// What the trained model is judged by.
    case test
  }

  /// Which of the three this is.
  public let name: Name
  /// The folder with the annotations and the images; of a dataset whose splits have no folders of their own, the whole one.
  public let folder: FilePath
  /// At least one.
  public let samples: [Sample]
  /// Sixteen hexadecimal digits that stay the same as long as the annotations do, and the images' sizes in pixels and bytes.
  public let digest: String

  /// A split from its parts.
  public init(name: Name, folder: FilePath, samples: [Sample], digest: String) {
    self.name = name
    self.folder = folder
    self.samples = samples
    self.digest = digest
  }

  /// The file in which a sample stands.
  public func annotations(of sample: Sample) -> FilePath { sample.annotations ?? folder.appending("annotations.jsonl") }

  /// The samples of each picture, pictures in the order of their first lines.
  package var samplesByImage: [[Int]] {
    let groups = Dictionary(grouping: samples.indices) { samples[$0].image }
    return groups.values.sorted { $0[0] < $1[0] }
  }
}
