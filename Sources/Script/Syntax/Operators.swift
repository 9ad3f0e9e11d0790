/// Operators between two values, loosest first.
package enum BinaryOperator: String, Sendable, CaseIterable {
  case or, and
  case isIn = "in"
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case plus = "+"
  case minus = "-"
  case times = "*"
  case divided = "/"
  case remainder = "%"
  case power = "**"

  /// How tightly an operator holds its operands.
  enum Level: Int, Comparable {
    case or = 1, and, not, comparison, sum, product, negation, power

    static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }

    var tighter: Level { Level(rawValue: rawValue + 1) ?? .power }
  }

  var level: Level {
    switch self {
    case .or: .or
    case .and: .and
    case .isIn, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: .comparison
    case .plus, .minus: .sum
    case .times, .divided, .remainder: .product
    case .power: .power
    }
  }

  /// The level its right operand is read at.
  var rightLevel: Level {
    switch self {
    case .power: .negation
    default: level.tighter
    }
  }

  /// Written with signs rather than letters, longest first.
  static let signs = allCases.filter { ![.or, .and, .isIn].contains($0) }.sorted { $0.rawValue.count > $1.rawValue.count }
}
