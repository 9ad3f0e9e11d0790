import Essentials
import FineTuning
import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite struct ConfigurationFileTests {
  @Test func defaultsComeBack() throws {
    let defaults = Configuration()
    #expect(try Configuration(json: defaults.json(), file: "f") == defaults)
    #expect(try Configuration(json: Array("{}".utf8), file: "f") == defaults)
  }

  @Test func everySettingComesBack() throws {
    var configuration = Configuration()
    for setting in Setting.all { try setting.set(Self.other(setting), in: &configuration) }
    for setting in Setting.all where setting.name != "precision" {
      #expect(setting.value(in: configuration) != setting.value(in: Configuration()), "\(setting.name)")
    }
    #expect(try Configuration(json: configuration.json(), file: "f") == configuration)
  }

  /// A value that is not the default.
  private static func other(_ setting: Setting) -> SettingValue {
    let value = setting.value(in: Configuration())
    switch setting.kind {
    case .flag: return .flag(value == .flag(false))
    case .integer where setting.name == "loftq_bits": return .integer(8)
    case .integer(let range): return .integer(value == .integer(range.lowerBound + 1) ? range.lowerBound + 2 : range.lowerBound + 1)
    case .number: return .number(1.0 / 3)
    case .probability: return .number(0.1)
    case .choice(let choices): return .text(choices.last { .text($0) != value } ?? choices[0])
    case .text:
      let few = ["device": "cpu", "dataset_split": "70/20/10"]
      return .text(few[setting.name] ?? "a \"quoted\" \\ path/ü")
    case .list:
      let few = ["metrics": ["word_error_rate"], "rank_pattern": ["fc1=3", "fc[2]=4"], "alpha_pattern": ["fc1=0.5"]]
      return .list(few[setting.name] ?? ["fc1", "fc2"])
    }
  }

  @Test func theFileHasItsFormAndOrder() throws {
    let text = String(decoding: Configuration().json(), as: UTF8.self)
    let lines = text.split(separator: "\n")
    #expect(lines.first == "{")
    #expect(lines.last == "}")
    let names = lines.dropFirst().dropLast().compactMap { $0.split(separator: "\"").dropFirst().first.map(String.init) }
    #expect(names == Setting.all.map(\.name))
  }

  @Test func everyFaultOfAFileIsTold() {
    let text = #"{"epochs": 0, "lr": "fast", "datset": "x", "seed": {"a": 1}, "use_rslora": 1, "metrics": [1]}"#
    let error = #expect(throws: Faults.self) { try Configuration(json: Array(text.utf8), file: "run/configuration.json") }
    #expect(error?.diagnostics.count == 6)
    #expect(error?.diagnostics.allSatisfy { $0.file == "run/configuration.json" } == true)
    #expect(error?.diagnostics.contains { $0.hint == "did you mean dataset?" } == true)
  }

  @Test(arguments: ["", "[]", "nul", "{\"epochs\": 3", "\u{0}"])
  func whatIsNoObjectIsRefused(_ text: String) throws {
    #expect(throws: Faults.self) { try Configuration(json: Array(text.utf8), file: "f") }
  }

  @Test func aHugeFileIsNotRead() throws {
    let folder = try TestFolder()
    let path = folder.appending("configuration.json")
    let file = try FileDescriptor.open(path, .writeOnly, options: .create, permissions: .ownerReadWrite)
    try file.closeAfter { try file.resize(to: 1 << 40) }
    #expect(throws: Faults.self) { try Configuration(file: path) }
    #expect(throws: Faults.self) { try Configuration(file: folder.appending("missing")) }
    #expect(throws: Faults.self) { try Configuration(file: folder.path) }
  }
}
