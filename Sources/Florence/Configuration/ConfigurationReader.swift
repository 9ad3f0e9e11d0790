import Essentials
import Files
import Foundation
import Layers
import SystemPackage

/// A JSON file of settings, read key by key; every fault is collected instead of stopping at the first.
final class ConfigurationReader {
  let path: FilePath
  /// The file's object; empty when the file could not be read, which is a fault then.
  private(set) var root = ConfigurationSection.Object()
  private(set) var faults: [Diagnostic] = []

  /// A configuration is a few kilobytes; more is another file.
  private static let sizeLimit = 16 << 20

  convenience init(_ path: FilePath) throws {
    try self.init(MappedFile.contents(of: path, limit: Self.sizeLimit), of: path)
  }

  convenience init(_ name: String, in source: FileSource) throws {
    try self.init(MappedFile.contents(of: name, in: source, limit: Self.sizeLimit), of: source.path.appending(name))
  }

  private init(_ contents: Data, of path: FilePath) throws {
    self.path = path
    do throws(JSONOutline.Fault) {
      root = try JSONValue.object(parsing: contents)
    } catch {
      try StopToken.ofReading.check()
      throw Faults([Self.diagnostic(error, contents, path)])
    }
  }

  /// The fault with its place in the text.
  private static func diagnostic(_ fault: JSONOutline.Fault, _ contents: Data, _ path: FilePath) -> Diagnostic {
    let newline = UInt8(ascii: "\n")
    let before = contents.prefix(fault.offset)
    let start = before.lastIndex(of: newline).map { $0 + 1 } ?? contents.startIndex
    let end = contents[start...].firstIndex(of: newline) ?? contents.endIndex
    return Diagnostic(
      .data, "is no JSON object: \(fault.message)", file: path.string, line: before.count { $0 == newline } + 1,
      column: String(decoding: contents[start..<(contents.startIndex + fault.offset)], as: UTF8.self).unicodeScalars.count + 1,
      sourceLine: String(decoding: contents[start..<end], as: UTF8.self))
  }

  func report(_ message: String, hint: String? = nil) {
    faults.append(Diagnostic(.data, message, file: path.string, hint: hint))
  }

  /// The file's outermost object.
  var section: ConfigurationSection { ConfigurationSection(name: "", values: root, reader: self) }

  /// Throws every fault found so far.
  func finish() throws {
    if !faults.isEmpty { throw Faults(faults) }
  }
}

/// One object of a configuration file; a wrong or missing value is reported to its reader and replaced by a harmless one.
struct ConfigurationSection {
  typealias Object = [String: JSONValue]

  let name: String
  let values: Object
  let reader: ConfigurationReader

  /// The object under `key`; nil when there is none.
  func section(_ key: String) -> ConfigurationSection? {
    guard case .object(let values)? = values[key] else { return nil }
    return ConfigurationSection(name: full(key) + ".", values: values, reader: reader)
  }

  /// Whether the key is there with a value other than null.
  func has(_ key: String) -> Bool {
    guard let value = values[key] else { return false }
    return value != .null
  }

  func text(_ key: String) -> String? {
    guard case .text(let text)? = values[key] else { return nil }
    return text
  }

  func integer(_ key: String, in range: ClosedRange<Int>, default standard: Int? = nil) -> Int {
    guard let value = value(key, "a whole number", default: standard.map(JSONValue.integer)) else { return range.lowerBound }
    guard case .integer(let number) = value else { return wrong(key, value, "a whole number", range.lowerBound) }
    guard range.contains(number) else {
      return outOfRange(key, "\(number)", "\(range.lowerBound) to \(range.upperBound)", range.lowerBound)
    }
    return number
  }

  /// A whole number, or null for none.
  func optionalInteger(_ key: String, in range: ClosedRange<Int>, default standard: Int?) -> Int? {
    if values[key] == .null { return nil }
    if values[key] == nil, standard == nil { return nil }
    return integer(key, in: range, default: standard)
  }

  func number(_ key: String, in range: Range<Double>, default standard: Double? = nil) -> Double {
    guard let value = value(key, "a number", default: standard.map(JSONValue.number)) else { return range.lowerBound }
    guard let number = value.number else { return wrong(key, value, "a number", range.lowerBound) }
    guard range.contains(number) else {
      return outOfRange(key, "\(number)", "from \(range.lowerBound), below \(range.upperBound)", range.lowerBound)
    }
    return number
  }

  func boolean(_ key: String, default standard: Bool) -> Bool {
    guard let value = value(key, "true or false", default: .bool(standard)) else { return standard }
    guard case .bool(let flag) = value else { return wrong(key, value, "true or false", standard) }
    return flag
  }

  func integers(_ key: String, in range: ClosedRange<Int>) -> [Int] {
    list(key, "whole numbers from \(range.lowerBound) to \(range.upperBound)") { value in
      guard case .integer(let number) = value, range.contains(number) else { return nil }
      return number
    }
  }

  func numbers(_ key: String, default standard: [Double]) -> [Double] {
    has(key) ? list(key, "numbers", \.number) : standard
  }

  func booleans(_ key: String) -> [Bool] {
    list(key, "true or false") { value in
      if case .bool(let flag) = value { flag } else { nil }
    }
  }

  func texts(_ key: String) -> [String] {
    list(key, "texts") { value in
      if case .text(let text) = value { text } else { nil }
    }
  }

  /// Reports the value of `key` as one that this program cannot do, unless it is among `allowed`.
  func requireText(_ key: String, among allowed: [String]) {
    guard has(key), !allowed.contains(text(key) ?? "") else { return }
    report("\(key) is not supported: \(values[key]?.description ?? "")", hint: "only \(allowed.joined(separator: " and ")) is")
  }

  func report(_ message: String, hint: String? = nil) { reader.report(name.isEmpty ? message : name + message, hint: hint) }

  private func full(_ key: String) -> String { name + key }

  private func value(_ key: String, _ kind: String, default standard: JSONValue?) -> JSONValue? {
    if let value = values[key], value != .null { return value }
    if let standard { return standard }
    report("\(key) is missing", hint: "it must be \(kind); take the file from the model's own folder")
    return nil
  }

  private func wrong<Value>(_ key: String, _ value: JSONValue, _ kind: String, _ harmless: Value) -> Value {
    report("\(key) is \(value)", hint: "it must be \(kind)")
    return harmless
  }

  private func outOfRange<Value>(_ key: String, _ value: String, _ range: String, _ harmless: Value) -> Value {
    report("\(key) is \(value), out of range", hint: "it must be \(range)")
    return harmless
  }

  private func list<Element>(_ key: String, _ kind: String, _ element: (JSONValue) -> Element?) -> [Element] {
    guard let value = value(key, "a list of \(kind)", default: nil) else { return [] }
    guard case .list(let values) = value, values.count <= 64 else { return wrong(key, value, "a list of \(kind)", []) }
    let elements = values.compactMap(element)
    return elements.count == values.count ? elements : wrong(key, value, "a list of \(kind)", [])
  }
}
