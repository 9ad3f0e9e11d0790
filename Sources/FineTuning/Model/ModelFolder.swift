import Essentials
import Files
import Florence
import LoRA
import SystemPackage

/// A folder that is given as a model: what it lacks, and what it is where it is something else.
struct ModelFolder {
  let path: FilePath

  private static let configuration = "config.json"
  private static let source = "the model that was tuned, microsoft/Florence-2-base-ft for example"

  /// Whether it has what only models have.
  var isModel: Bool { path.appending(Self.configuration).isFile }

  /// - Parameter withWeights: whether its weights are needed, or only what it is like.
  /// - Throws: `Faults` naming everything that is missing and where to take it from, or what the folder is instead.
  func check(withWeights: Bool) throws {
    let files = FileSource.folder(path)
    guard isModel, !withWeights || WeightFiles.areThere(in: files) || !isAdapters else { throw Faults([other]) }
    var missing: [Diagnostic] = []
    func miss(_ message: String, _ files: String) {
      missing.append(Diagnostic(.data, message, file: path.string, hint: "copy \(files) from \(Self.source)"))
    }
    let preprocessing = [ImagePreprocessing.fileName, ImagePreprocessing.processorFileName]
    if !preprocessing.contains(where: files.has) {
      miss("has no \(preprocessing.joined(separator: ", nor "))", ImagePreprocessing.fileName)
    }
    if !files.has("tokenizer.json"), !files.has("vocab.json") {
      miss("holds no tokenizer: neither tokenizer.json nor vocab.json with merges.txt", "the tokenizer's files")
    }
    guard !missing.isEmpty else { return }
    // Of another architecture nothing is missing.
    _ = try FlorenceConfiguration(file: Self.configuration, in: files)
    throw Faults(missing)
  }

  private var isAdapters: Bool { CheckpointFolder(path: path).hasAdapters }

  /// What is said of a folder that is no model's.
  private var other: Diagnostic {
    func fact(_ message: String, _ hint: String) -> Diagnostic { Diagnostic(.data, message, file: path.string, hint: hint) }
    if isAdapters {
      let base = (try? LowRankAdaptation.origin(of: path))?.baseModel
      return fact(
        "is a folder of adapters\(base.map { " for \($0)" } ?? ""), no model",
        "`model load \(base ?? "MODEL")` opens \(base == nil ? "the model they were trained on" : "their model"), `lora load \(path)` puts them"
          + " on it; on the command line, --checkpoint \(path)")
    }
    let run = RunFolder(path: path)
    if run.configuration.isFile, let checkpoint = run.checkpoints.first(where: CheckpointFolder.isCheckpoint) {
      return ModelFolder(path: checkpoint).isModel
        ? fact("is the folder of a run, no model", "did you mean \(checkpoint)?")
        : fact(
          "is the folder of a run, which has adapters, no model",
          "`lora load \(path)` puts them on their model; on the command line, --checkpoint \(path)")
    }
    let below = FolderBelow(path, where: CheckpointFolder.isCheckpoint)
    if let offer = below.offer { return fact("is no model's folder: it has no \(Self.configuration)", offer) }
    if WeightFiles.areThere(in: .folder(path)) {
      return fact("has no \(Self.configuration)", "copy \(Self.configuration) and the tokenizer's files from \(Self.source)")
    }
    return fact(
      "is no model's folder: it has no \(Self.configuration)",
      path.appending("train").isFolder
        ? "it looks like a dataset, which `dataset load` reads"
        : "a model is a folder with \(Self.configuration), model.safetensors, the tokenizer's files and \(ImagePreprocessing.fileName)")
  }
}
