import Essentials
import Files
import Florence
import LoRA
import SystemPackage

/// A trained checkpoint on disk: adapters as PEFT has them, or a whole model, each with the processor's files.
struct CheckpointFolder {
  let path: FilePath
  /// What a person should know of how it was found.
  var fact: String?

  static let adapterConfiguration: FilePath.Component = "adapter_config.json"
  static let state: FilePath.Component = "state.safetensors"

  /// Writes what a reader needs to use the model as it is now; each file is whole at every moment.
  ///
  /// - Parameter rules: by which it answers.
  /// - Throws: `Faults` when the folder holds a model and adapters are to be written, or the other way round: a reader would be misled.
  func write(_ fitted: TrainableModel, _ rules: AnswerRules) throws {
    let opened = fitted.opened
    if fitted.adaptation == nil ? hasAdapters : path.appending("config.json").isFile {
      let (there, new) = fitted.adaptation == nil ? ("adapters", "a whole model") : ("a whole model", "adapters")
      throw Faults(.data, "holds \(there), and \(new) would be written beside it", file: path.string, hint: "choose another folder")
    }
    try NewFolder.makeIfMissing(path)
    try writeWhatStays(opened)
    if fitted.adaptation == nil {
      try opened.model.save(to: path, generation: rules.file)
    } else {
      try rules.file.write(for: opened.model.configuration.text, to: path)
      try fitted.writeAdapters(to: path)
    }
  }

  /// Writes the tokenizer and the preprocessing where they are not all there. They do not change, and the last file says that all are there.
  func writeWhatStays(_ opened: LoadedModel) throws {
    let last = path.appending(ImagePreprocessing.fileName)
    if last.isFile { return }
    try opened.tokenizer.save(to: path)
    try opened.writePreprocessing(to: last)
  }

  /// What a path given by the user leads to: the best checkpoint of a run folder, or the folder itself.
  ///
  /// - Throws: `Faults` when it is no checkpoint.
  static func find(_ path: FilePath) throws -> CheckpointFolder {
    try path.requireFolder()
    let run = RunFolder(path: path)
    for candidate in [path, run.best] where isCheckpoint(candidate) { return CheckpointFolder(path: candidate) }
    if isCheckpoint(run.latest) {
      return CheckpointFolder(path: run.latest, fact: "\(path) has no best checkpoint: its latest one is taken")
    }
    throw Faults(
      .data, "is no checkpoint: it has neither \(adapterConfiguration) nor config.json with weights, nor checkpoints of a run",
      file: path.string,
      hint: FolderBelow(path) { ([$0] + RunFolder(path: $0).checkpoints).contains(where: isCheckpoint) }.offer
        ?? "give a run folder, one of its checkpoints, or the folder of a PEFT adapter")
  }

  /// Whether a folder is a checkpoint: adapters, or a whole model.
  static func isCheckpoint(_ path: FilePath) -> Bool {
    path.appending(adapterConfiguration).isFile || ModelFolder(path: path).isModel
  }

  /// What a person should know of how a checkpoint was found.
  ///
  /// - Throws: `Faults` when it is none.
  static func facts(of path: FilePath?) throws -> [String] { try path.flatMap { try find($0).fact }.map { [$0] } ?? [] }

  /// Whether the folder holds adapters, which need their base model.
  var hasAdapters: Bool { path.appending(Self.adapterConfiguration).isFile }

  /// The folder, when it holds adapters.
  ///
  /// - Throws: `Faults` when it holds a whole model.
  func adapters() throws -> FilePath {
    guard hasAdapters else { throw Faults(.data, "has no adapters: it is a whole model", file: path.string, hint: "give it as model_id") }
    return path
  }

  /// The settings of the run that made the checkpoint, when it still lies where the run put it.
  func runConfiguration() throws -> Configuration? {
    let file = path.removingLastComponent().removingLastComponent().appending("configuration.json")
    guard path.removingLastComponent().lastComponent == "checkpoints", file.isFile else { return nil }
    return try Configuration(file: file)
  }

  /// The model as it was trained, on the base that `configuration` names, or the one that the adapter names.
  func open(_ configuration: Configuration, isModelGiven: Bool, _ download: ModelDownload = .silent) throws -> LoadedModel {
    try openAdapted(configuration, isModelGiven: isModelGiven, download).opened
  }

  /// The model as it was trained, with its adapters, which are none in a whole model.
  ///
  /// - Parameter check: looks at the base before it gets adapters.
  /// - Throws: among others `Faults` that name both models when the adapters are for another base.
  func openAdapted(
    _ configuration: Configuration, isModelGiven: Bool, _ download: ModelDownload = .silent,
    check: (LoadedModel) throws -> Void = { _ in }
  ) throws -> (opened: LoadedModel, adaptation: LowRankAdaptation?) {
    var configuration = configuration
    guard hasAdapters else {
      configuration.modelID = path.string
      let opened = try LoadedModel.open(configuration, download)
      try opened.takeRules(of: path)
      return (opened, nil)
    }
    if !isModelGiven { configuration.take(try LowRankAdaptation.origin(of: path)) }
    let opened = try LoadedModel.open(configuration, download)
    try check(opened)
    do {
      try opened.takeRules(of: path)
      return (opened, try LowRankAdaptation.read(path, onto: opened.model, namings: opened.namings).adaptation)
    } catch let error as any DiagnosticError {
      guard let base = try LowRankAdaptation.origin(of: path).baseModel, base != opened.id else { throw error }
      let other = Diagnostic(
        .data, "the adapters are for \(base), and do not fit \(opened.id)", file: path.string,
        hint: "give the model they were trained on as model_id")
      throw Faults([other] + error.diagnostics)
    }
  }
}

extension LoadedModel {
  /// Answers are generated as the folder of a checkpoint says, where it has a file for that.
  fileprivate func takeRules(of folder: FilePath) throws {
    let source = FileSource.folder(folder)
    guard source.has(GenerationConfiguration.fileName) else { return }
    generation = try GenerationConfiguration(in: source, vocabularySize: model.configuration.text.vocabularySize)
    hasOwnRules = true
  }
}
