/// Asked often by long work: whether the user wants it to end.
public struct StopToken: Sendable {
  private let isRequested: @Sendable () -> Bool

  public init(_ isRequested: @escaping @Sendable () -> Bool) { self.isRequested = isRequested }

  /// Never stops.
  public static let never = StopToken { false }

  public var isStopped: Bool { isRequested() }

  /// Throws `Stopped` once a stop was asked for.
  public func check() throws {
    if isRequested() { throw Stopped() }
  }
}

/// The user stopped the work: no failure.
public struct Stopped: Error, Sendable {
  public init() {}
}
