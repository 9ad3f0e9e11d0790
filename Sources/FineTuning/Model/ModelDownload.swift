import Essentials
import Files
import Hub
import SystemPackage

/// Who watches while a model is fetched from the hub, and may end it. What has arrived by then is kept.
public struct ModelDownload {
  let stop: StopToken
  let onEvent: (HubEvent) -> Void

  /// - Parameters:
  ///   - stop: asked at every piece that arrives.
  ///   - onEvent: told of it.
  public init(stop: StopToken = .never, onEvent: @escaping (HubEvent) -> Void = { _ in }) {
    self.stop = stop
    self.onEvent = onEvent
  }

  /// Nobody watches, and nothing ends it.
  public static var silent: ModelDownload { ModelDownload() }
}

extension LoadedModel {
  /// Where a model's files lie, those of the hub fetched when they are not there yet.
  ///
  /// - Parameter withWeights: whether its weights are needed, or only what it is like.
  /// - Throws: `Faults` when there is neither a folder nor a model on the hub, or not all of it; `Stopped`.
  static func folder(
    of configuration: Configuration, _ download: ModelDownload, withWeights: Bool = true
  ) throws -> (path: FilePath, revision: String?) {
    let id = configuration.modelID
    let path = FilePath(id)
    if path.isFolder {
      try ModelFolder(path: path).check(withWeights: withWeights)
      return (path, nil)
    }
    if path.isFile { try path.requireFolder() }
    guard let repository = RepositoryID(id) else {
      throw Faults(
        .data, "there is no folder \(id)",
        hint: withWeights
          ? """
          model_id is the path of a folder with config.json, model.safetensors and the tokenizer's files, a model of the hub as \
          OWNER/NAME, or \(bundled) or \(miniature)
          """
          : "give a folder with config.json and the tokenizer's files, a model of the hub as OWNER/NAME, or \(bundled)")
    }
    let settings = HubSettings(cache: configuration.cacheFolder.map { FilePath($0) })
    // The default belongs to one model; others may not have it.
    let fallback = configuration.revision == Configuration().revision ? "main" : nil
    let snapshot = try HubSnapshot.find(
      repository, revision: configuration.revision, fallback: fallback, settings, stop: download.stop,
      isComplete: { ModelFiles.areComplete(in: $0, names: $1, withWeights: withWeights) }, onEvent: download.onEvent)
    let files: ModelFiles
    do throws(ModelFiles.Missing) {
      files = try ModelFiles(among: snapshot.names, withWeights: withWeights)
    } catch {
      if snapshot.names.contains(CheckpointFolder.adapterConfiguration.string) {
        throw Faults(
          .data, "\(repository) at revision \(snapshot.revision) has adapters, no model", file: snapshot.folder.string,
          hint:
            "load the model they were trained on, and the adapters from a folder that they were fetched to: `lora load`, or --checkpoint")
      }
      throw Faults(
        .data, "\(repository) at revision \(snapshot.revision) is no model for this program: it does not have \(error.words)",
        file: snapshot.folder.string, hint: "give a Florence-2 checkpoint, such as microsoft/Florence-2-base-ft")
    }
    try snapshot.fetch(files.small + (files.index.map { [$0] } ?? []))
    try snapshot.fetch(files.weightFiles(in: snapshot.folder))
    return (snapshot.folder, snapshot.revision)
  }
}
