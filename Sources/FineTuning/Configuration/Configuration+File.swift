import Essentials
import Files
import Foundation
import SystemPackage

extension Configuration {
  /// The settings as a JSON object, in the order of help.
  public func json() -> [UInt8] {
    var style = JSONStyle(indentation: 4)
    (style.comma, style.number) = (",", JSONStyle.withoutPoint)
    let members = Setting.all.map { JSONValue.Member($0.name, $0.value(in: self).json) }
    return Array((JSONValue.members(members).text(style) + "\n").utf8)
  }

  /// Reads settings that `json()` wrote; what the file does not name keeps its default.
  ///
  /// - Throws: `Faults` with every fault of the file.
  public init(json bytes: [UInt8], file: FilePath) throws {
    self.init()
    guard let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else {
      throw Faults(.data, "is no JSON object of settings", file: file.string)
    }
    var values: [(name: String, value: SettingValue)] = []
    var faults: [Diagnostic] = []
    for (name, json) in object.sorted(by: { $0.key < $1.key }) {
      if let value = SettingValue(json: json) {
        values.append((name, value))
      } else {
        faults.append(Diagnostic(.value, "\(name): an object is no value of a setting"))
      }
    }
    do {
      try apply(values, isFile: true)
    } catch let error as Faults {
      faults += error.diagnostics
    }
    guard faults.isEmpty else {
      throw Faults(
        faults.map { fault in
          var placed = fault
          placed.file = file.string
          return placed
        })
    }
  }
}
