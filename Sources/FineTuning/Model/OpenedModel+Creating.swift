import Datasets
import Essentials
import Florence
import Foundation
import SystemPackage
import Tokenization

extension OpenedModel {
  /// Writes a new model to `folder`: random weights for the configuration, the tokenizer and the preprocessing in `pattern`, whose own
  /// weights, if it has any, are not read. The same seed makes the same model; one that is there already is left as it is.
  ///
  /// - Returns: the number of weights.
  /// - Throws: every fault of the pattern's files; `Faults` when there is something else at `folder` or it cannot be written.
  package static func create(_ folder: FilePath, like pattern: FilePath, seed: UInt64) throws -> Int {
    let tokenizer = try Tokenizer(folder: pattern)
    let preprocessing = try ImagePreprocessing(path: pattern.appending("preprocessor_config.json"))
    let model = FlorenceModel(try FlorenceConfiguration(path: pattern.appending("config.json")))
    model.initialize(seed: seed, .byInputs)
    let created = try assemble(
      id: folder.string, folder: nil, model: model, tokenizer: tokenizer, preprocessing: preprocessing, imageSize: nil)
    if let there = try? FlorenceModel(checkpoint: folder), there.fingerprint() == model.fingerprint() { return model.parameterCount }
    try WholeFolder.write(to: folder) { try created.export(to: $0) }
    return model.parameterCount
  }
}
