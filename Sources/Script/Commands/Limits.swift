/// The numbers a parameter takes.
package struct Limits: Sendable, Hashable {
  let minimum: Double?
  let maximum: Double?
  let takesMinimum: Bool
  let takesMaximum: Bool

  package static let any = Limits(minimum: nil, maximum: nil, takesMinimum: true, takesMaximum: true)

  package static func atLeast(_ minimum: Double) -> Limits {
    Limits(minimum: minimum, maximum: nil, takesMinimum: true, takesMaximum: true)
  }

  package static func above(_ minimum: Double) -> Limits {
    Limits(minimum: minimum, maximum: nil, takesMinimum: false, takesMaximum: true)
  }

  /// Both ends included.
  package static func between(_ minimum: Double, _ maximum: Double) -> Limits {
    Limits(minimum: minimum, maximum: maximum, takesMinimum: true, takesMaximum: true)
  }

  /// The lower end included, the upper one not.
  package static func from(_ minimum: Double, below maximum: Double) -> Limits {
    Limits(minimum: minimum, maximum: maximum, takesMinimum: true, takesMaximum: false)
  }

  /// Not a number that is not finite.
  func allow(_ number: Double) -> Bool {
    guard number.isFinite else { return false }
    if let minimum, takesMinimum ? number < minimum : number <= minimum { return false }
    if let maximum, takesMaximum ? number > maximum : number >= maximum { return false }
    return true
  }

  /// In words: "0 or more"; nil without limits.
  var description: String? {
    let low = minimum.map(Value.literal(of:))
    let high = maximum.map(Value.literal(of:))
    switch (low, high) {
    case (nil, nil): return nil
    case (let low?, nil): return takesMinimum ? "\(low) or more" : "above \(low)"
    case (nil, let high?): return takesMaximum ? "\(high) or less" : "below \(high)"
    case (let low?, let high?): return takesMaximum ? "from \(low) to \(high)" : "from \(low) to below \(high)"
    }
  }
}
