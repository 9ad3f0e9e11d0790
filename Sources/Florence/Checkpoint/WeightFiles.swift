import Essentials
import Files
import Layers
import SystemPackage
import Tensors

/// The weights of a checkpoint, in one file or several, of safetensors or as torch.save writes them, seen as one set of names.
package struct WeightFiles {
  let source: FileSource
  /// Which file has a name's tensor.
  private let files: [String: any TensorFile]

  static let single = "model.safetensors"
  static let index = "model.safetensors.index.json"
  static let pickled = "pytorch_model.bin"
  static let pickledIndex = "pytorch_model.bin.index.json"

  /// - Throws: `Faults` when there are no weights, or naming every fault of the index and of the files' headers.
  init(_ source: FileSource) throws {
    self.source = source
    if source.has(Self.single) {
      files = Self.whole(try SafeTensorsFile(Self.single, in: source))
    } else if source.has(Self.index) {
      files = try Self.shards(source, Self.index) { try SafeTensorsFile($0, in: source) }
    } else if source.has(Self.pickled) {
      files = Self.whole(try PyTorchFile(Self.pickled, in: source))
    } else if source.has(Self.pickledIndex) {
      files = try Self.shards(source, Self.pickledIndex) { try PyTorchFile($0, in: source) }
    } else {
      throw Faults(
        .data, "holds no weights: there is neither \(Self.single) nor \(Self.pickled)", file: source.path.string,
        hint: "give the folder of a whole checkpoint")
    }
  }

  /// Whether there are any.
  package static func areThere(in source: FileSource) -> Bool { [single, index, pickled, pickledIndex].contains(where: source.has) }

  /// In alphabetical order.
  var names: [String] { files.keys.sorted() }

  func shape(_ name: String) -> [Int]? { files[name]?.shape(name) }

  func elementType(_ name: String) -> DType? { files[name]?.elementType(name) }

  func tensor(_ name: String) throws -> Tensor { try file(of: name).tensor(name) }

  /// A tensor whose halves stay as they are.
  func storedTensor(_ name: String) throws -> StoredTensor { try file(of: name).storedTensor(name) }

  /// Every one of those tensors that holds numbers that are infinite or none.
  func nonFiniteFaults(among names: [String]) throws -> [Diagnostic] {
    try names.sorted().flatMap { try file(of: $0).nonFiniteFaults(among: [$0]) }
  }

  private func file(of name: String) throws -> any TensorFile {
    guard let file = files[name] else { throw Faults(.data, "there is no tensor \(name)", file: source.path.string) }
    return file
  }

  private static func whole(_ file: any TensorFile) -> [String: any TensorFile] {
    Dictionary(uniqueKeysWithValues: file.names.map { ($0, file) })
  }

  private static func shards(
    _ source: FileSource, _ index: String, open: (String) throws -> any TensorFile
  ) throws -> [String: any TensorFile] {
    let reader = try ConfigurationReader(index, in: source)
    guard case .object(let map)? = reader.root["weight_map"] else {
      throw Faults(.data, "has no weight_map", file: reader.path.string, hint: "fetch the file again")
    }
    var opened: [String: any TensorFile] = [:]
    var files: [String: any TensorFile] = [:]
    var faults: [Diagnostic] = []
    for (name, value) in map.sorted(by: { $0.key < $1.key }) {
      guard case .text(let shard) = value, let component = FilePath.Component(shard), component.kind == .regular else {
        reader.report("weight_map: \(name) is not in a file of the folder but in \(value)")
        continue
      }
      if opened[shard] == nil {
        do {
          opened[shard] = try open(component.string)
        } catch let error as any DiagnosticError {
          faults += error.diagnostics.filter { !faults.contains($0) }
          continue
        }
      }
      guard let file = opened[shard], file.shape(name) != nil else {
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
