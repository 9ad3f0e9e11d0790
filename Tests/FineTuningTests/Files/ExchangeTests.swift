import Essentials
import FineTuning
import Foundation
import Layers
import SystemPackage
import TestSupport
import Testing

/// Folders of adapters are in every name, shape and setting those that `Scripts/oracles/exchange.py` let PEFT read.
@Suite struct ExchangeTests {
  struct Written: Decodable, Sendable {
    let settings: [String: Typed]
    let tensors: [String: [Int]]

    /// A setting as it is typed, or the entries of a list.
    enum Typed: Decodable, Sendable {
      case text(String)
      case list([String])

      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) { self = .text(text) } else { self = .list(try container.decode([String].self)) }
      }
    }
  }

  private static func file() throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: Fixture.folder("exchange").appending("written.json").string))
  }

  private static func cases() throws -> [(name: String, written: Written)] {
    try JSONDecoder().decode([String: Written].self, from: file()).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  @Test func thereAreCases() throws { #expect(try Self.cases().count >= 30) }

  @Test(arguments: try! cases().map(\.name)) func foldersHoldWhatPEFTReads(_ name: String) throws {
    let written = try #require(try Self.cases().first { $0.name == name }).written
    let folder = try TestFolder()
    var configuration = Configuration()
    configuration.modelID = ParityCase.folder.appending(String(name.prefix { $0 != "/" })).string
    var values: [(name: String, value: SettingValue)] = []
    for (name, typed) in written.settings {
      let setting = try #require(Setting.named(name))
      switch typed {
      case .text(let text): values.append((name, try setting.parse(text)))
      case .list(let entries): values.append((name, .list(entries)))
      }
    }
    try configuration.apply(values)
    let opened = try LoadedModel.open(configuration)
    try TrainableModel(opened, &configuration).writeAdapters(to: folder.path)

    let file = try SafeTensorsFile(folder.appending("adapter_model.safetensors"))
    #expect(file.entries.mapValues(\.shape) == written.tensors)
    #expect(file.metadata == ["format": "pt"])

    func object(_ data: Data, _ keys: String...) throws -> [String: NSObject] {
      var object = try JSONSerialization.jsonObject(with: data)
      for key in keys { object = try #require((object as? [String: Any])?[key]) }
      return try #require(object as? [String: NSObject])
    }
    var own = try object(Data(folder.bytes("adapter_config.json")))
    #expect(own.removeValue(forKey: "base_model_name_or_path") as? String == configuration.modelID)
    if let names = own["target_modules"] as? [String] { own["target_modules"] = names.sorted() as NSArray }
    let expected = try object(Self.file(), name, "config")
    #expect(own.keys.sorted() == expected.keys.sorted())
    for (key, value) in expected { #expect(own[key] == value, "\(key)") }
  }
}
