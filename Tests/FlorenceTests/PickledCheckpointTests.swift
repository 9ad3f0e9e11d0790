import Files
import Florence
import Foundation
import Layers
import SystemPackage
import Tensors
import TestSupport
import Testing

/// A checkpoint whose weights are in pytorch_model.bin.
struct PickledCheckpointTests {
  /// Microsoft's layout, with a tied matrix under three names.
  @Test func itIsTheSameModel() throws {
    let (folder, original) = (try TestFolder(), TinyFlorence.folder(.microsoft))
    func copy(_ file: FilePath, _ name: String) throws {
      try FileManager.default.copyItem(atPath: file.string, toPath: folder.appending(name).string)
    }
    try copy(original.appending("config.json"), "config.json")
    try copy(Fixture.folder("pytorch").appending("florence.bin"), "pytorch_model.bin")
    let (model, expected) = (try FlorenceModel(checkpoint: folder.path), try FlorenceModel(checkpoint: original))
    let (found, reference) = (model.uniqueParameters, expected.uniqueParameters)
    #expect(found.map(\.name) == reference.map(\.name) && found.count > 100)
    for (one, other) in zip(found, reference) {
      #expect(one.parameter.value.values == other.parameter.value.values, "\(one.name)")
    }
    // Where both are, model.safetensors is read.
    try copy(original.appending("model.safetensors"), "model.safetensors")
    try AtomicFile.write([UInt8](repeating: 0, count: 10), to: folder.appending("pytorch_model.bin"))
    #expect(try FlorenceModel(checkpoint: folder.path).parameterCount == expected.parameterCount)
  }

  /// By way of an index.
  @Test func shardsAreRead() throws {
    let (folder, original) = (try TestFolder(), TinyFlorence.folder(.microsoft))
    let weights = Fixture.folder("pytorch").appending("florence.bin")
    let names = try PyTorchFile(weights).names
    for (file, name) in [(original.appending("config.json"), "config.json"), (weights, "a.bin")] {
      try FileManager.default.copyItem(atPath: file.string, toPath: folder.appending(name).string)
    }
    let map = Dictionary(uniqueKeysWithValues: names.map { ($0, "a.bin") })
    try AtomicFile.write(JSONEncoder().encode(["weight_map": map]), to: folder.appending("pytorch_model.bin.index.json"))
    #expect(try FlorenceModel(checkpoint: folder.path).parameterCount == FlorenceModel(checkpoint: original).parameterCount)
  }
}
