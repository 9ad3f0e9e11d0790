import Datasets
import Essentials
import Foundation
import Scoring
import SystemPackage

extension Configuration {
  /// Changes the settings named in `values`, all or none.
  ///
  /// - Throws: `Faults` with every unknown name and every value that does not fit.
  public mutating func apply(_ values: [(name: String, value: SettingValue)]) throws {
    var changed = self
    var faults: [Diagnostic] = []
    for (name, value) in values {
      guard let setting = Setting.named(name) else {
        faults.append(Self.unknown(name))
        continue
      }
      do {
        try setting.set(value, in: &changed)
      } catch let fault as any DiagnosticError {
        faults += fault.diagnostics
      }
    }
    faults += changed.contradictions()
    guard faults.isEmpty else { throw Faults(faults) }
    self = changed
  }

  static func unknown(_ name: String) -> Diagnostic {
    let near = nearestName(to: name, in: Setting.all.map(\.name)).map { "did you mean \($0)?" }
    return Diagnostic(.name, "there is no setting \(name)", hint: near)
  }

  /// What no single setting can see.
  func contradictions() -> [Diagnostic] {
    var faults: [Diagnostic] = []
    if !["auto", "cpu"].contains(device) {
      faults.append(Diagnostic(.value, "device=\(device): this program computes on the CPU alone", hint: "set device=cpu"))
    }
    if scheduler == "polynomial", learningRate <= 1e-7 {
      faults.append(Diagnostic(.value, "lr=\(learningRate) with lr_scheduler=polynomial: the rate falls to 1e-7, so it must start above"))
    }
    if let datasetSplit, SplitShares(datasetSplit) == nil {
      faults.append(
        Diagnostic(
          .value, "dataset_split=\(datasetSplit): expected the shares of train, valid and test, or none", hint: "dataset_split=80/10/10"))
    }
    faults += adapterFaults
    do {
      _ = try MetricCatalog.metrics(named: metrics)
    } catch let error as any DiagnosticError {
      faults += error.diagnostics
    } catch {
      faults.append(Diagnostic(.value, "metrics: \(error)"))
    }
    return faults
  }

  /// The settings as a JSON object, in the order of help.
  public func json() -> [UInt8] {
    let lines = Setting.all.map { setting in
      let value = try? JSONSerialization.data(
        withJSONObject: setting.value(in: self).json, options: [.fragmentsAllowed, .withoutEscapingSlashes])
      return "    \"\(setting.name)\": " + String(decoding: value ?? Data("null".utf8), as: UTF8.self)
    }
    return Array(("{\n" + lines.joined(separator: ",\n") + "\n}\n").utf8)
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
      try apply(values)
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
