import Datasets
import Essentials
import Files
import Florence
import Foundation
import Layers
import LoRA
import SystemPackage
import Tensors

/// What `maestro florence2 export` does: a model, with the adapters that were trained on it merged into its weights, as a folder of its
/// own that transformers opens.
public struct ModelExport {
  /// Facts worth telling before it is written.
  public let facts: [String]
  private let folder: FilePath
  private let opened: LoadedModel
  private let adaptation: LowRankAdaptation?
  private let configuration: Configuration

  /// What can be said before anything is opened.
  ///
  /// - Throws: `Faults` when there is something at `folder`, when `checkpoint` is none, or when it holds adapters and `merges` is false.
  public static func check(_ checkpoint: FilePath?, merges: Bool, to folder: FilePath) throws {
    _ = try source(checkpoint, merges: merges, to: folder)
  }

  /// The checkpoint to be written; nil: the base model itself.
  private static func source(_ checkpoint: FilePath?, merges: Bool, to folder: FilePath) throws -> CheckpointFolder? {
    var faults = [WholeFolder.obstacle(at: folder)].compactMap(\.self)
    var source: CheckpointFolder?
    do {
      source = try checkpoint.map(CheckpointFolder.find)
      if let source, source.hasAdapters, !merges {
        faults.append(
          Diagnostic(.value, "holds adapters, which need their model", file: source.path.string, hint: "--merge puts them into its weights")
        )
      }
    } catch let error as any DiagnosticError {
      faults += error.diagnostics
    }
    guard faults.isEmpty else { throw Faults(faults) }
    return source
  }

  /// Opens what is to be written.
  ///
  /// - Parameters:
  ///   - configuration: the base model.
  ///   - checkpoint: a run folder (its best checkpoint), a checkpoint, or the folder of a PEFT adapter; nil: the model that
  ///     `configuration` names, as it is.
  ///   - isModelGiven: whether `configuration` names the base model; otherwise the checkpoint does.
  ///   - merges: whether adapters may go into the weights.
  ///   - folder: where nothing is yet.
  ///   - download: told of what is fetched, where the model comes from the hub.
  /// - Throws: every fault of the model or the checkpoint; `Faults` when there is something at `folder`, when the adapters were trained on
  ///   another base, or when there are adapters and `merges` is false.
  public init(
    _ configuration: Configuration, checkpoint: FilePath?, isModelGiven: Bool = true, merges: Bool = true, to folder: FilePath,
    download: ModelDownload = .silent
  ) throws {
    (self.folder, self.configuration) = (folder, configuration)
    try configuration.check()
    let source = try Self.source(checkpoint, merges: merges, to: folder)
    configuration.takeThreads()
    guard let source else {
      opened = try LoadedModel.open(configuration, download)
      adaptation = nil
      facts = opened.isRandom ? ["random weights: \(opened.id) was never trained"] : []
      return
    }
    (opened, adaptation) = try source.openAdapted(configuration, isModelGiven: isModelGiven, download, check: source.checkBase)
    let (modules, base) = (adaptation?.counts.modules, opened.id)
    facts =
      try CheckpointFolder.facts(of: checkpoint) + [
        modules.map { "adapters of \(source.path) at \($0) modules go into the weights of \(base)" }
          ?? "\(source.path) is a whole model: there is nothing to merge"
      ]
  }

  /// Writes the folder: all of it, or nothing.
  ///
  /// - Parameters:
  ///   - layout: how tensors are named: Microsoft's way or transformers' own; nil: as in the base checkpoint.
  ///   - precision: how weights are stored.
  ///   - verifies: whether what was written is opened again and asked before it takes its place.
  ///   - stop: asked before anything is written, all the while it is verified, and again before the folder gets its name.
  /// - Throws: `Faults` when it cannot be written, a weight is too large for the precision, or what was written differs from the model;
  ///   `Stopped`. Nothing is left then.
  public func write(
    layout: FlorenceConfiguration.Layout? = nil, precision: DType = .float32, verifies: Bool = true, stop: StopToken = .never
  ) throws {
    try stop.check()
    try WholeFolder.write(to: folder) { unfinished in
      try opened.write(
        to: unfinished, merging: adaptation, layout: layout, precision: precision, AnswerRules(configuration, for: opened, on: nil),
        verifies: verifies, stop: stop)
    }
  }

  /// How the written tensors are named unless told otherwise: as in the base checkpoint.
  public var layout: FlorenceConfiguration.Layout { opened.model.configuration.layout }
}

extension CheckpointFolder {
  /// Throws `Faults` naming both sides when a state beside the adapters says that they were trained on other weights.
  fileprivate func checkBase(_ opened: LoadedModel) throws {
    let file = path.appending(Self.state)
    guard file.isFile, let extra = try SafeTensorsFile(file).metadata["extra"],
      let values = try? JSONDecoder().decode([String: String].self, from: Data(extra.utf8))
    else { return }
    let trained = RunIdentity(values)
    let present = opened.model.fingerprint()
    guard !trained.modelFingerprint.isEmpty, trained.modelFingerprint != present else { return }
    throw Faults(
      .data,
      "the adapters were trained on \(trained.model) (weights \(trained.modelFingerprint)), and \(opened.id) has other weights (\(present))",
      file: path.string, hint: "give the model they were trained on as model_id")
  }
}
