import ArgumentParser
import Console
import Essentials
import FineTuning
import Florence
import SystemPackage
import Tensors

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Writes a trained model as one folder that transformers opens, its adapters merged into its weights.",
    discussion: """
      maestro florence2 export --merge --checkpoint training/florence-2/1 --to merged
      maestro florence2 export --merge --checkpoint adapter --model_id florence-2-base-ft --to merged --precision float16
      """)

  @OptionGroup var source: CheckpointOptions
  @Flag(help: "Put the adapters of --checkpoint into the weights.") var merge = false
  @Option(help: "The folder, where nothing is yet.", completion: .directory) var to: String?
  @Option(help: "How weights and settings are named: as in the base model, for transformers' own Florence-2, or for Microsoft's code.")
  var naming = Naming.checkpoint
  @Option(help: "How weights are stored.") var precision = DType.float32
  @Option(help: "Opens what was written again and compares its answers before it takes its place (true or false).") var verify = true
  @OptionGroup(title: "Settings") var model: SettingOptions<ModelSettings>

  /// - Throws: `CommandLineFault`. (The parser's own `validate` would speak before an unknown option is named.)
  private func place() throws -> FilePath {
    if source.checkpoint == nil, !model.has(\.modelID) {
      throw CommandLineFault("what is exported is not given", hint: "give --checkpoint, or --model_id for a model as it is")
    }
    if source.checkpoint == nil, merge {
      throw CommandLineFault(
        "there is nothing to merge: no checkpoint is given", hint: "give --checkpoint, a run folder or the folder of an adapter")
    }
    guard let to else { throw CommandLineFault("no folder is given", hint: "give --to, the folder to be made") }
    return FilePath(to)
  }

  func run() throws {
    let place = try place()
    try ModelExport.check(source.path, merges: merge, to: place)
    let export = try ModelExport(
      source.configuration(model.given), checkpoint: source.path, isModelGiven: model.has(\.modelID), merges: merge, to: place,
      download: .shown(stop: Interruptions.ofProcess.stop))
    for fact in export.facts { Message.status(fact) }
    try export.write(layout: naming.layout, precision: precision, verifies: verify, stop: Interruptions.ofProcess.stop)
    if naming.layout ?? export.layout == .microsoft {
      Message.status("named for Microsoft's code; with --naming transformers the folder needs none")
    }
    try Message.result("Model saved at: \(place)")
  }
}

/// The words of `model export` at the prompt.
enum Naming: String, ExpressibleByArgument, CaseIterable {
  case checkpoint, transformers, microsoft

  var layout: FlorenceConfiguration.Layout? {
    switch self {
    case .checkpoint: nil
    case .transformers: .transformers
    case .microsoft: .microsoft
    }
  }
}

extension DType: ExpressibleByArgument {
  /// By PyTorch's name, for the types that a checkpoint can be written in.
  public init?(argument: String) {
    guard let type = Self.checkpointTypes.first(where: { $0.name == argument }) else { return nil }
    self = type
  }

  /// What the help says of a default.
  public var defaultValueDescription: String { name }

  /// What the help and completion offer.
  public static var allValueStrings: [String] { checkpointTypes.map(\.name) }
}
