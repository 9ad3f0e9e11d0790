/// How fast an answer's body comes: one that comes byte by byte is never silent, and never at its end.
struct TransferPace {
  /// Bytes a second that are too few.
  static let least = 100

  private let window: Duration
  private var begin = ContinuousClock.now
  private var count = 0

  /// - Parameter window: the time over which bytes are counted.
  init(window: Duration) { self.window = window }

  /// So many bytes came.
  mutating func add(_ bytes: Int) { count += bytes }

  /// Whether fewer bytes came in the last whole window than are worth waiting for.
  var isTooSlow: Bool {
    mutating get {
      let now = ContinuousClock.now
      guard now - begin >= window else { return false }
      defer { (begin, count) = (now, 0) }
      return Double(count) < Double(Self.least) * ((now - begin) / .seconds(1))
    }
  }
}
