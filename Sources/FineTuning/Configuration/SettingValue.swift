import Files
import Foundation

/// A setting's value in the form it has in files and on the command line.
public enum SettingValue: Sendable, Equatable {
  /// Not set: what happens then is the setting's own rule.
  case unset
  /// Of settings that are on or off.
  case flag(Bool)
  /// A whole number.
  case integer(Int)
  /// Any finite number.
  case number(Double)
  /// A text, a path or one of several choices.
  case text(String)
  /// Names in their order.
  case list([String])

  /// As files have it.
  var json: JSONValue {
    switch self {
    case .unset: .null
    case .flag(let value): .bool(value)
    case .integer(let value): .integer(value)
    case .number(let value): .number(value)
    case .text(let value): .text(value)
    case .list(let values): .list(values.map(JSONValue.text))
    }
  }

  /// Nil for what no setting can hold: objects, and lists of anything but texts.
  init?(json: Any) {
    switch json {
    case is NSNull: self = .unset
    case let value as String: self = .text(value)
    case let values as [String]: self = .list(values)
    case let number as NSNumber:
      if isBoolean(number) {
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
private func isBoolean(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }

extension SettingValue: CustomStringConvertible {
  /// As it would be typed.
  public var description: String {
    switch self {
    case .unset: "none"
    case .flag(let value): String(value)
    case .integer(let value): String(value)
    case .number(let value): numberText(value)
    case .text(let value): value
    case .list(let values): "[" + values.map(entryText).joined(separator: ", ") + "]"
    }
  }
}

/// An entry of a list, in quotes where it would not be read as one.
private func entryText(_ entry: String) -> String {
  ListText.entries(entry) == [entry] ? entry : "'" + entry.replacing("'", with: "''") + "'"
}

/// The shortest text that reads back as `value`, as a person types it: `1e-5`, `2.5e-4`, `0.002`, `5`.
private func numberText(_ value: Double) -> String {
  var text = "\(value)"
  if text.hasSuffix(".0") { return String(text.dropLast(2)) }
  if abs(value) < 1e-3, !text.contains("e") {
    let digits = text.drop { "-0.".contains($0) }
    let exponent = text.count - digits.count - (value < 0 ? 1 : 0) - 1
    text = (value < 0 ? "-" : "") + digits.prefix(1) + (digits.count > 1 ? "." + digits.dropFirst() : "") + "e-\(exponent)"
  }
  return text.replacing("e-0", with: "e-").replacing(".0e", with: "e")
}
