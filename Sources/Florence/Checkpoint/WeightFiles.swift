import Essentials
import Foundation
import Layers
import SystemPackage
import Tensors

/// The safetensors files of a checkpoint's folder, one or several, seen as one set of names.
struct WeightFiles {
  let folder: FilePath
  /// Which file has a name's tensor.
  private let files: [String: SafeTensorsFile]

  static let single = "model.safetensors"
  static let index = "model.safetensors.index.json"

  /// - Throws: `Faults` when there are no weights, or naming every fault of the index and of the files' headers.
  init(folder: FilePath) throws {
    self.folder = folder
    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: folder.appending(name).string) }
    if exists(Self.single) {
      let file = try SafeTensorsFile(folder.appending(Self.single))
      files = file.entries.mapValues { _ in file }
    } else if exists(Self.index) {
      files = try Self.shards(folder)
    } else if exists("pytorch_model.bin") || exists("pytorch_model.bin.index.json") {
      throw Faults(
        .data, "holds its weights as pytorch_model.bin alone, which this program does not read", file: folder.string,
        hint: "fetch the model's model.safetensors, or save the model with transformers, which writes one")
    } else {
      throw Faults(
        .data, "holds no weights: there is no \(Self.single)", file: folder.string, hint: "give the folder of a whole checkpoint")
    }
  }

  var names: some Collection<String> { files.keys }

  func shape(_ name: String) -> [Int]? { files[name]?.entries[name]?.shape }

  func elementType(_ name: String) -> SafeTensorsFile.ElementType? { files[name]?.entries[name]?.type }

  func tensor(_ name: String) throws -> Tensor { try file(of: name).tensor(name) }

  /// The same, but halves stay as they are.
  func storedTensor(_ name: String) throws -> Tensor { try file(of: name).storedTensor(name) }

  private func file(of name: String) throws -> SafeTensorsFile {
    guard let file = files[name] else { throw Faults(.data, "there is no tensor \(name)", file: folder.string) }
    return file
  }

  private static func shards(_ folder: FilePath) throws -> [String: SafeTensorsFile] {
    let reader = try ConfigurationReader(folder.appending(index))
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
          opened[shard] = try SafeTensorsFile(folder.appending(component))
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
