import Datasets
import Essentials
import Files
import Florence
import SystemPackage

extension LoadedModel {
  /// Writes a new model to `folder`: random weights for the configuration, the tokenizer and the preprocessing of `pattern`, whose own
  /// weights, if it has any, are not read. The same seed makes the same model; one that is there already is left as it is.
  ///
  /// - Parameter pattern: names a model's folder, one of the hub or the bundled one.
  /// - Returns: the number of weights.
  /// - Throws: every fault of the pattern's files; `Faults` when there is something else at `folder` or it cannot be written.
  package static func create(
    _ folder: FilePath, like pattern: Configuration, seed: UInt64, _ download: ModelDownload = .silent
  ) throws -> Int {
    let source: FileSource =
      pattern.modelID == bundled ? .program(bundledFiles) : .folder(try self.folder(of: pattern, download, withWeights: false).path)
    let model = FlorenceModel(try FlorenceConfiguration(file: "config.json", in: source))
    model.initialize(seed: seed, .byInputs)
    let created = try assemble(id: folder.string, source: nil, model: model, pattern: source, imageSize: nil)
    if let there = try? FlorenceModel(checkpoint: folder), there.fingerprint() == model.fingerprint() { return model.parameterCount }
    try WholeFolder.write(to: folder) { try created.export(to: $0, verifies: false) }
    return model.parameterCount
  }
}
