import Foundation

/// A setting's value in the form it has in files and on the command line.
public enum SettingValue: Sendable, Equatable {
  /// Not set: what happens then is the setting's own rule.
  case unset
  case flag(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([String])

  /// For `JSONSerialization`.
  var json: Any {
    switch self {
    case .unset: NSNull()
    case .flag(let value): value
    case .integer(let value): value
    case .number(let value): value
    case .text(let value): value
    case .list(let values): values
    }
  }

  /// Nil for what no setting can hold: objects, and lists of anything but texts.
  init?(json: Any) {
    switch json {
    case is NSNull: self = .unset
    case let value as String: self = .text(value)
    case let values as [String]: self = .list(values)
    case let number as NSNumber:
      if CFBooleanIsType(number) {
        self = .flag(number.boolValue)
      } else if let integer = Int(exactly: number) {
        self = .integer(integer)
      } else {
        self = .number(number.doubleValue)
      }
    default: return nil
    }
  }
}

/// Foundation reads JSON's `true` as a number whose type is a character.
private func CFBooleanIsType(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }

extension SettingValue: CustomStringConvertible {
  /// As it would be typed.
  public var description: String {
    switch self {
    case .unset: "none"
    case .flag(let value): String(value)
    case .integer(let value): String(value)
    case .number(let value): numberText(value)
    case .text(let value): value
    case .list(let values): "[" + values.joined(separator: ", ") + "]"
    }
  }
}

/// The shortest text that reads back as `value`, with Python's exponents: 1e-05 as `1e-05`, 5.0 as `5.0`.
func numberText(_ value: Double) -> String { "\(value)" }
