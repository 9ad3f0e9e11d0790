import Datasets
import Essentials
import Florence
import SystemPackage

extension OpenedModel {
  /// Writes a new model to `folder`: random weights for the configuration, the tokenizer and the preprocessing of `pattern`, whose own
  /// weights, if it has any, are not read. The same seed makes the same model; one that is there already is left as it is.
  ///
  /// - Parameter pattern: a model's folder, or the bundled model.
  /// - Returns: the number of weights.
  /// - Throws: every fault of the pattern's files; `Faults` when there is something else at `folder` or it cannot be written.
  package static func create(_ folder: FilePath, like pattern: String, seed: UInt64) throws -> Int {
    let source: FileSource = pattern == bundled ? .program(bundledFiles) : .folder(FilePath(pattern))
    let model = FlorenceModel(try FlorenceConfiguration(file: "config.json", in: source))
    model.initialize(seed: seed, .byInputs)
    let created = try assemble(id: folder.string, source: nil, model: model, pattern: source, imageSize: nil)
    if let there = try? FlorenceModel(checkpoint: folder), there.fingerprint() == model.fingerprint() { return model.parameterCount }
    try WholeFolder.write(to: folder) { try created.export(to: $0) }
    return model.parameterCount
  }
}
