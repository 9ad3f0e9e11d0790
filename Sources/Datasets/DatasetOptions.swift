/// How a dataset is to be read.
public struct DatasetOptions: Sendable, Hashable {
  /// What happens to samples that are at fault: nothing, so that the dataset is refused; or one thing or several of what there is.
  public struct Policy: OptionSet, Sendable, Hashable {
    /// A bit for each thing that is done.
    public let rawValue: Int

    /// Of the bits.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// The dataset is refused, with all its faults.
    public static let strict: Policy = []
    /// They are left out, and `Dataset.omissions` says why; of a box that is given twice the second is.
    public static let skip = Policy(rawValue: 1)
    /// Boxes that leave their picture are cut at its edge.
    public static let clip = Policy(rawValue: 2)
  }

  /// The layout of the folder; nil: found out from what is in it.
  public var format: DatasetFormat?
  /// How a folder without splits is shared; nil: 80/10/10.
  public var shares: SplitShares?
  /// Another seed shares it otherwise.
  public var seed: UInt64
  /// What happens to samples that are at fault.
  public var policy: Policy

  /// The defaults, or some of them changed.
  public init(format: DatasetFormat? = nil, shares: SplitShares? = nil, seed: UInt64 = 42, policy: Policy = .strict) {
    self.format = format
    self.shares = shares
    self.seed = seed
    self.policy = policy
  }
}

extension DatasetOptions.Policy {
  /// What there is to do, and what it is called.
  private static let named: [(name: String, policy: Self)] = [("skip", .skip), ("clip", .clip)]
  /// The name of doing nothing, which stands alone.
  private static let strictName = "strict"

  /// All names, each with what it means.
  package static let meanings = [
    (name: strictName, meaning: "a dataset with faults is refused"),
    (name: "skip", meaning: "samples at fault are left out, and it says which"),
    (name: "clip", meaning: "boxes that leave the picture are cut at its edge"),
  ]

  /// - Returns: nil for other names, for none, and for `strict` among others.
  package init?(names: [String]) {
    if names == [Self.strictName] {
      self = .strict
      return
    }
    let policies = names.compactMap { name in Self.named.first { $0.name == name }?.policy }
    guard !names.isEmpty, policies.count == names.count else { return nil }
    self = Self(policies)
  }

  /// The names of what is done.
  package var names: [String] { isEmpty ? [Self.strictName] : Self.named.filter { contains($0.policy) }.map(\.name) }
}
