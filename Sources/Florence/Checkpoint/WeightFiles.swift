import Essentials
import Layers
import SystemPackage
import Tensors

/// The safetensors files of a checkpoint, one or several, seen as one set of names.
struct WeightFiles {
  let source: FileSource
  /// Which file has a name's tensor.
  private let files: [String: SafeTensorsFile]

  static let single = "model.safetensors"
  static let index = "model.safetensors.index.json"

  /// - Throws: `Faults` when there are no weights, or naming every fault of the index and of the files' headers.
  init(_ source: FileSource) throws {
    self.source = source
    if source.has(Self.single) {
      let file = try SafeTensorsFile(Self.single, in: source)
      files = file.entries.mapValues { _ in file }
    } else if source.has(Self.index) {
      files = try Self.shards(source)
    } else if source.has("pytorch_model.bin") || source.has("pytorch_model.bin.index.json") {
      throw Faults(
        .data, "holds its weights as pytorch_model.bin alone, which this program does not read", file: source.path.string,
        hint: "fetch the model's model.safetensors, or save the model with transformers, which writes one")
    } else {
      throw Faults(
        .data, "holds no weights: there is no \(Self.single)", file: source.path.string, hint: "give the folder of a whole checkpoint")
    }
  }

  var names: some Collection<String> { files.keys }

  func shape(_ name: String) -> [Int]? { files[name]?.entries[name]?.shape }

  func elementType(_ name: String) -> SafeTensorsFile.ElementType? { files[name]?.entries[name]?.type }

  func tensor(_ name: String) throws -> Tensor { try file(of: name).tensor(name) }

  /// The same, but halves stay as they are.
  func storedTensor(_ name: String) throws -> Tensor { try file(of: name).storedTensor(name) }

  private func file(of name: String) throws -> SafeTensorsFile {
    guard let file = files[name] else { throw Faults(.data, "there is no tensor \(name)", file: source.path.string) }
    return file
  }

  private static func shards(_ source: FileSource) throws -> [String: SafeTensorsFile] {
    let reader = try ConfigurationReader(index, in: source)
    guard case .object(let map)? = reader.root["weight_map"] else {
      throw Faults(.data, "has no weight_map", file: reader.path.string, hint: "fetch the file again")
    }
    var opened: [String: SafeTensorsFile] = [:]
    var files: [String: SafeTensorsFile] = [:]
    var faults: [Diagnostic] = []
    for (name, value) in map.sorted(by: { $0.key < $1.key }) {
      guard case .text(let shard) = value, let component = FilePath.Component(shard), component.kind == .regular else {
        reader.report("weight_map: \(name) is not in a file of the folder but in \(value)")
        continue
      }
      if opened[shard] == nil {
        do {
          opened[shard] = try SafeTensorsFile(component.string, in: source)
        } catch let error as any DiagnosticError {
          faults += error.diagnostics.filter { !faults.contains($0) }
          continue
        }
      }
      guard let file = opened[shard], file.entries[name] != nil else {
        reader.report("weight_map: \(shard) has no tensor \(name)")
        continue
      }
      files[name] = file
    }
    faults += reader.faults
    guard faults.isEmpty else { throw Faults(faults) }
    return files
  }
}
