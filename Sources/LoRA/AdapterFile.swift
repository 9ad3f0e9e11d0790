import Essentials
import Layers
import SystemPackage
import Tensors

/// The tensors of an adapter file under the keys that PEFT gives them, whatever wrappers its model was in and whatever the adapters were
/// called when it was saved: `lora_A.default.weight` is `lora_A.weight`, and what stands before all names is `base_model.model.`.
final class AdapterFile: TensorFile {
  private let file: any TensorFile
  /// The file's name of each key.
  private let stored: [String: String]

  /// - Throws: `Faults` when two of its tensors would be one: it holds several adapters.
  init(_ file: any TensorFile, for root: any Layer, namings: [ModuleNaming]) throws {
    self.file = file
    let modules = root.namedLinears.map(\.name)
    let known = Set(namings.flatMap { naming in modules.map { ModuleNaming.key(tensor: naming.fileName($0)) } })
    let names = UnwrappedNames(file.names, lacking: ["model."], simplified: Self.withoutAdapterName) { names in
      names.count { name in
        ["lora_A.weight", "lora_B.weight"].contains {
          name.hasSuffix($0) && known.contains(ModuleNaming.key(tensor: String(name.dropLast($0.count + 1))))
        }
      }
    }
    stored = Dictionary(uniqueKeysWithValues: names.stored.map { (ModuleNaming.key(tensor: $0), $1) })
    guard names.repeated.isEmpty else {
      throw Faults(
        .data, "holds several adapters of one module: \(names.repeated.prefix(3).joined(separator: ", "))", file: file.path.string,
        hint: "in PEFT, save_pretrained with selected_adapters saves one of them")
    }
  }

  /// PEFT leaves out what the adapters are called when it saves them; a training framework may not.
  private static func withoutAdapterName(_ name: String) -> String {
    var parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard let place = parts.firstIndex(where: { $0.hasPrefix("lora_") }) else { return name }
    if parts[place] == "lora_magnitude_vector" {
      parts.removeSubrange((place + 1)...)
    } else if parts.count == place + 3 {
      parts.remove(at: place + 1)
    }
    return parts.joined(separator: ".")
  }

  var path: FilePath { file.path }

  var names: [String] { stored.keys.sorted() }

  /// What the file calls it; a key that it does not have stays as it is.
  func spelling(_ key: String) -> String { stored[key] ?? key }

  func shape(_ key: String) -> [Int]? { file.shape(spelling(key)) }

  func elementType(_ key: String) -> DType? { file.elementType(spelling(key)) }

  func tensor(_ key: String) throws -> Tensor { try file.tensor(spelling(key)) }

  func storedTensor(_ key: String) throws -> StoredTensor { try file.storedTensor(spelling(key)) }

  /// Every one of those tensors that holds numbers that are infinite or none, as the file calls it.
  func nonFiniteFaults(among keys: [String]) throws -> [Diagnostic] { try file.nonFiniteFaults(among: keys.map(spelling)) }

  /// Whether a tensor is the model's own, but for what storing one of them in 16 bits rounds.
  func isSame(_ key: String, as parameter: Parameter) throws -> Bool {
    guard shape(key) == parameter.shape, let type = elementType(key), type.isFloatingPoint else { return false }
    let (given, own) = (try tensor(key), parameter.value)
    let tolerance = max(type.relativeRounding, parameter.storedValue.dtype.relativeRounding)
    return (0..<own.count).allSatisfy { place in
      let (one, other) = (given.pointer[place], own.pointer[place])
      return one == other || (tolerance > 0 && abs(one - other) <= max(tolerance * abs(other), 0x1p-24))
    }
  }
}

extension DType {
  /// How far a number is changed at most by storing it so, in proportion to itself; 0: not at all.
  fileprivate var relativeRounding: Float {
    switch self {
    case .float16: 0x1p-11
    case .bfloat16: 0x1p-8
    default: 0
    }
  }
}
