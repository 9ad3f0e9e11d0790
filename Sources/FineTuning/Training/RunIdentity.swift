import Essentials
import SystemPackage
import Training

/// What a saved state remembers beside the training itself, so that it is taken up with nothing but its own dataset and base model.
struct RunIdentity {
  var dataset: String
  var datasetDigest: String
  var model: String
  var modelFingerprint: String

  private enum Key {
    static let dataset = "dataset"
    static let datasetDigest = "dataset_digest"
    static let model = "model"
    static let modelFingerprint = "model_fingerprint"
  }

  init(dataset: String, datasetDigest: String, model: String, modelFingerprint: String) {
    self.dataset = dataset
    self.datasetDigest = datasetDigest
    self.model = model
    self.modelFingerprint = modelFingerprint
  }

  /// From a state file's extra metadata; what is missing is empty and so fits nothing.
  init(_ extra: [String: String]) {
    dataset = extra[Key.dataset] ?? ""
    datasetDigest = extra[Key.datasetDigest] ?? ""
    model = extra[Key.model] ?? ""
    modelFingerprint = extra[Key.modelFingerprint] ?? ""
  }

  var extra: [String: String] {
    [Key.dataset: dataset, Key.datasetDigest: datasetDigest, Key.model: model, Key.modelFingerprint: modelFingerprint]
  }

  /// Throws `Faults` naming both sides when `present` is another dataset or another base model.
  func check(against present: RunIdentity, file: FilePath) throws {
    var faults: [Diagnostic] = []
    if datasetDigest != present.datasetDigest {
      faults.append(
        Diagnostic(
          .data,
          "the run was trained on \(dataset) (digest \(datasetDigest)), and \(present.dataset) is another dataset (digest \(present.datasetDigest))",
          file: file.string, hint: "give the run's own dataset with --dataset, unchanged"))
    }
    if modelFingerprint != present.modelFingerprint {
      faults.append(
        Diagnostic(
          .data,
          "the run was trained from \(model) (weights \(modelFingerprint)), and \(present.model) has other weights (\(present.modelFingerprint))",
          file: file.string, hint: "put the run's own base model back"))
    }
    guard faults.isEmpty else { throw Faults(faults) }
  }
}
