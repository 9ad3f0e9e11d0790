/// How a dataset is to be read.
public struct DatasetOptions: Sendable, Hashable {
  /// What happens to samples that are at fault.
  public enum Policy: String, Sendable, CaseIterable {
    /// The dataset is refused, with all its faults.
    case strict
    /// They are left out, and `Dataset.omissions` says why.
    case skip
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
