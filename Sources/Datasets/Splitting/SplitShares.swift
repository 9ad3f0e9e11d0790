import Essentials

/// Which part of a folder without splits each split gets.
public struct SplitShares: Sendable, Hashable {
  /// Positive; the three need not add up to anything.
  public let train: Double
  /// 0: no such split.
  public let valid: Double
  /// 0: no such split.
  public let test: Double

  /// 80/10/10.
  public static let usual = SplitShares(80, 10, 10)

  private init(_ train: Double, _ valid: Double, _ test: Double) { (self.train, self.valid, self.test) = (train, valid, test) }

  /// Shares of at least 0, which need not add up to anything.
  ///
  /// - Throws: `Faults` when there is nothing to train on, or a share that is no share.
  public init(train: Double, valid: Double = 0, test: Double = 0) throws(Faults) {
    guard let shares = Self([train, valid, test]) else {
      throw Faults(.value, "\(train)/\(valid)/\(test) are no shares of train, valid and test", hint: "80/10/10 are")
    }
    self = shares
  }

  /// Shares for train, valid and test, the last or the last two of which may be left out.
  ///
  /// - Returns: nil when there is nothing to train on, or a share that is no share.
  package init?(_ shares: [Double]) {
    guard (1...3).contains(shares.count), shares.allSatisfy({ $0.isFinite && $0 >= 0 && $0 <= 1e9 }), shares[0] > 0 else { return nil }
    let padded = shares + [0, 0]
    (train, valid, test) = (padded[0], padded[1], padded[2])
  }

  /// Shares as they are typed: `80/10/10`.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Double($0) }
    let shares = parts.compactMap(\.self)
    guard shares.count == parts.count, shares.count > 1 else { return nil }
    self.init(shares)
  }

  subscript(name: DatasetSplit.Name) -> Double {
    switch name {
    case .train: train
    case .valid: valid
    case .test: test
    }
  }
}

extension SplitShares: CustomStringConvertible {
  /// As they are typed.
  public var description: String {
    [train, valid, test].map { Int(exactly: $0).map(String.init) ?? "\($0)" }.joined(separator: "/")
  }
}
