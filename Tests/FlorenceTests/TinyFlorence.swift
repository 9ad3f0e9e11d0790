import Florence
import Foundation
import Layers
import SystemPackage
import Tensors
import TestSupport

/// The tiny random model of `Scripts/oracles/florence.py`.
enum TinyFlorence {
  static let prompts = TokenBatch([[0, 45, 9, 77, 23, 2], [0, 8, 2]], paddingID: 1)
  static let labels = TokenBatch([[0, 11, 12, 2], [0, 14, 15, 16, 17, 18, 2]], paddingID: 1)

  static func folder(_ layout: FlorenceConfiguration.Layout = .transformers) -> FilePath {
    Fixture.folder("florence").appending(layout == .transformers ? "native" : "original")
  }

  static func model(_ layout: FlorenceConfiguration.Layout = .transformers) throws -> FlorenceModel {
    try FlorenceModel(checkpoint: folder(layout))
  }

  static func reference(_ name: String = "reference") throws -> SafeTensorsFile { try Fixture.tensors("florence", name) }

  /// The script's formula.
  static func pixels(batch: Int, extent: Int, salt: Int) -> Tensor {
    let count = batch * extent * extent * 3
    let values = (0..<count).map { Float(($0 * 7919 + $0 / 97 * 31 + salt * 53) % 257) / 64 - 2 }
    return Tensor(values, shape: [batch, extent, extent, 3])
  }

  /// A folder of its own that is gone when `body` is done.
  static func withTemporaryFolder<Result>(_ body: (FilePath) throws -> Result) throws -> Result {
    let folder = FilePath(FileManager.default.temporaryDirectory.path).appending("florence-\(UUID().uuidString)")
    try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder.string) }
    return try body(folder)
  }

  /// A copy of a checkpoint with its tensors changed by `change`.
  static func changed<Result>(
    _ layout: FlorenceConfiguration.Layout = .transformers, as type: DType = .float32,
    _ change: (inout [String: Tensor]) throws -> Void, _ body: (FilePath) throws -> Result
  ) throws -> Result {
    try withTemporaryFolder { copy in
      let source = try SafeTensorsFile(folder(layout).appending("model.safetensors"))
      var tensors: [String: Tensor] = [:]
      for name in source.names { tensors[name] = try source.tensor(name) }
      try change(&tensors)
      try FileManager.default.copyItem(atPath: folder(layout).appending("config.json").string, toPath: copy.appending("config.json").string)
      let sorted = tensors.sorted { $0.key < $1.key }.map { (name: $0.key, tensor: $0.value) }
      try SafeTensorsWriter.write(sorted, as: type, to: copy.appending("model.safetensors"))
      return try body(copy)
    }
  }

  /// The logits of the reference's batch.
  static func logits(_ model: FlorenceModel) throws -> Tensor {
    let pass = ForwardPass()
    let features = try model.imageFeatures(pixels(batch: 2, extent: 64, salt: 1), pass)
    return try model.logits(model.encode(features, prompts: prompts, pass), labels: labels, pass)
  }
}

extension TinyFlorence {
  static func copyWeights(_ layout: FlorenceConfiguration.Layout = .transformers, to folder: FilePath) throws {
    let name = "model.safetensors"
    try FileManager.default.copyItem(atPath: Self.folder(layout).appending(name).string, toPath: folder.appending(name).string)
  }
}
