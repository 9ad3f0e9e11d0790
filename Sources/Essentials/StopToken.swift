/// Asked often by long work: whether the user wants it to end.
public struct StopToken: Sendable {
  private let isRequested: @Sendable () -> Bool

  /// A token that asks `isRequested`, which must be cheap: it is called at every sample and every generated token.
  public init(_ isRequested: @escaping @Sendable () -> Bool) { self.isRequested = isRequested }

  /// What the reading of files that is under way on this thread asks now and then: `never`, unless whoever opens them says otherwise.
  @TaskLocal package static var ofReading = StopToken.never

  /// Never stops.
  public static let never = StopToken { false }

  /// Whether a stop was asked for.
  public var isStopped: Bool { isRequested() }

  /// Throws `Stopped` once a stop was asked for.
  public func check() throws {
    if isRequested() { throw Stopped() }
  }
}

/// The user stopped the work: no failure.
public struct Stopped: DiagnosticError {
  /// The fact alone; whoever kept something says what.
  public init() {}

  /// One diagnostic of the kind `stopped`.
  public var diagnostics: [Diagnostic] { [Diagnostic(.stopped, "stopped")] }
}
