import Essentials
import SystemPackage

/// Shares the samples of a folder without splits: all samples of a picture go to the same split, and pictures of the same bytes too.
struct SplitSharing {
  let root: FilePath
  let shares: SplitShares
  let seed: UInt64

  /// The generator's stream for this; another may never use it.
  private static let stream: UInt64 = 0x5348_4152_45

  /// The samples of each split, in their own order. Depends on the pictures' names in the folder, their contents and the seed alone.
  ///
  /// Of enough pictures, no split with a share stays empty.
  func share(_ samples: [Sample]) -> [DatasetSplit.Name: [Sample]] {
    let pictures = Set(samples.compactMap(\.image.file)).map { (path: $0, name: relativeName(of: $0)) }
      .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }.map(\.path)
    let groups = SameContents.groups(of: pictures)
    var generator = PhiloxGenerator(seed: seed, stream: Self.stream)
    let order = generator.permutation(of: groups.count)
    let counts = counts(of: groups.count)
    var split: [FilePath: DatasetSplit.Name] = [:]
    for (position, index) in order.enumerated() {
      let name: DatasetSplit.Name = position < counts.test ? .test : position < counts.test + counts.valid ? .valid : .train
      for picture in groups[index] { split[picture] = name }
    }
    return Dictionary(grouping: samples) { $0.image.file.flatMap { split[$0] } ?? .train }
  }

  private func counts(of total: Int) -> (valid: Int, test: Int) {
    let sum = shares.train + shares.valid + shares.test
    func part(_ share: Double) -> Int {
      guard share > 0 else { return 0 }
      return max(1, Int((Double(total) * share / sum).rounded()))
    }
    var (valid, test) = (part(shares.valid), part(shares.test))
    // What there is to train on comes first.
    while valid + test >= total, valid + test > 0 {
      if test >= valid { test -= 1 } else { valid -= 1 }
    }
    return (valid, test)
  }

  private func relativeName(of picture: FilePath) -> String {
    var relative = picture
    return relative.removePrefix(root) ? relative.string : picture.string
  }
}
