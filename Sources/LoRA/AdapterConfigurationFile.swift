import Essentials
import Files
import Foundation
import SystemPackage

/// PEFT's `adapter_config.json`: read with every fault at once, and written so that PEFT of any version reads it.
enum AdapterConfigurationFile {
  static let name: FilePath.Component = "adapter_config.json"
  private static let sizeLimit = 4 << 20

  static func read(_ path: FilePath) throws -> (LoRAConfiguration, AdapterOrigin) {
    let target = URL(fileURLWithPath: path.string).resolvingSymlinksInPath().path
    guard
      let attributes = try? FileManager.default.attributesOfItem(atPath: target),
      attributes[.type] as? FileAttributeType == .typeRegular, let size = attributes[.size] as? Int
    else {
      throw Faults(.data, "there is no adapter_config.json", file: path.string, hint: "give the folder of a PEFT adapter")
    }
    guard size <= sizeLimit else { throw Faults(.data, "\(size) bytes are too many for a configuration", file: path.string) }
    guard let contents = FileManager.default.contents(atPath: target) else {
      throw Faults(.data, "cannot be read", file: path.string)
    }
    guard !GitLFSPointer.begins(contents) else { throw Faults([GitLFSPointer.fault(in: path)]) }
    let values: [String: JSONValue]
    do throws(JSONOutline.Fault) {
      values = try JSONValue.object(parsing: contents)
    } catch {
      try StopToken.ofReading.check()
      throw Faults(.data, "is no JSON object", file: path.string, hint: "save or fetch the adapters again")
    }
    return try AdapterConfigurationReader(values, file: path.string).result()
  }

  static func write(_ configuration: LoRAConfiguration, _ origin: AdapterOrigin, to path: FilePath) throws {
    try AtomicFile.write(Array(JSONValue.object(json(configuration, origin)).text(.foundation).utf8), to: path)
  }

  private static func json(_ configuration: LoRAConfiguration, _ origin: AdapterOrigin) -> [String: JSONValue] {
    let initialization: JSONValue =
      switch (configuration.decomposition, configuration.initialization) {
      case (let decomposition?, _): .text(decomposition.name)
      case (nil, .kaiming): .bool(true)
      case (nil, .random): .bool(false)
      case (nil, .gaussian): .text("gaussian")
      }
    let loftq: [String: JSONValue] =
      if case .loftq(let settings)? = configuration.decomposition {
        ["loftq_bits": .integer(settings.bits), "loftq_iter": .integer(settings.iterations)]
      } else {
        [:]
      }
    let targets: JSONValue =
      switch configuration.targetModules {
      case .names(let names): .list(names.map(JSONValue.text))
      case .pattern(let pattern): .text(pattern)
      }
    func text(_ value: String?) -> JSONValue { value.map(JSONValue.text) ?? .null }
    func number(_ value: Double) -> JSONValue { Int(exactly: value).map { .integer($0) } ?? .number(value) }
    func object<Value: Sendable & Hashable>(_ patterns: ModulePatterns<Value>, _ json: (Value) -> JSONValue) -> JSONValue {
      .object(Dictionary(patterns.entries.map { ($0.pattern, json($0.value)) }) { first, _ in first })
    }
    return [
      "peft_type": .text("LORA"), "task_type": text(origin.taskType), "inference_mode": .bool(true),
      "base_model_name_or_path": text(origin.baseModel), "revision": text(origin.revision), "auto_mapping": .null,
      "r": .integer(configuration.rank), "lora_alpha": number(configuration.alpha),
      "lora_dropout": number(configuration.dropout), "use_rslora": .bool(configuration.usesRSLoRA),
      "use_dora": .bool(configuration.usesDoRA),
      "bias": .text(configuration.bias.rawValue), "init_lora_weights": initialization, "target_modules": targets,
      "loftq_config": .object(loftq), "fan_in_fan_out": .bool(false), "modules_to_save": .null, "layers_to_transform": .null,
      "layers_pattern": .null,
      "rank_pattern": object(configuration.rankPattern) { .integer($0) }, "alpha_pattern": object(configuration.alphaPattern, number),
    ]
  }
}
