import ArgumentParser
import Essentials
import FineTuning
import Scoring

/// Every setting as an option; names, meanings and defaults come from the table of settings.
struct SettingOptions: ParsableArguments {
  @Option(name: .customLong("dataset"), help: help("dataset")) var dataset: String?
  @Option(name: .customLong("dataset-format"), help: help("dataset_format")) var datasetFormat: String?
  @Option(name: .customLong("dataset-split"), help: help("dataset_split")) var datasetSplit: String?
  @Option(name: .customLong("dataset-seed"), help: help("dataset_seed")) var datasetSeed: String?
  @Option(name: .customLong("dataset-policy"), help: help("dataset_policy")) var datasetPolicy: String?
  @Option(name: .customLong("model-id"), help: help("model_id")) var modelID: String?
  @Option(name: .customLong("revision"), help: help("revision")) var revision: String?
  @Option(name: .customLong("device"), help: help("device")) var device: String?
  @Option(name: .customLong("cache-dir"), help: help("cache_dir")) var cacheFolder: String?
  @Option(name: .customLong("epochs"), help: help("epochs")) var epochs: String?
  @Option(name: .customLong("optimizer"), help: help("optimizer")) var optimizer: String?
  @Option(name: .customLong("lr"), help: help("lr")) var learningRate: String?
  @Option(name: .customLong("lr-scheduler"), help: help("lr_scheduler")) var scheduler: String?
  @Option(name: .customLong("batch-size"), help: help("batch_size")) var batchSize: String?
  @Option(name: .customLong("val-batch-size"), help: help("val_batch_size")) var validationBatchSize: String?
  @Option(name: .customLong("num-workers"), help: help("num_workers")) var workers: String?
  @Option(name: .customLong("val-num-workers"), help: help("val_num_workers")) var validationWorkers: String?
  @Option(name: .customLong("lora-r"), help: help("lora_r")) var loraRank: String?
  @Option(name: .customLong("lora-alpha"), help: help("lora_alpha")) var loraAlpha: String?
  @Option(name: .customLong("lora-dropout"), help: help("lora_dropout")) var loraDropout: String?
  @Option(name: .customLong("bias"), help: help("bias")) var bias: String?
  @Option(name: .customLong("use-rslora"), help: help("use_rslora")) var usesRSLoRA: String?
  @Option(name: .customLong("use-dora"), help: help("use_dora")) var usesDoRA: String?
  @Option(name: .customLong("init-lora-weights"), help: help("init_lora_weights")) var loraInitialization: String?
  @Option(name: .customLong("loftq-bits"), help: help("loftq_bits")) var loftqBits: String?
  @Option(name: .customLong("loftq-iter"), help: help("loftq_iter")) var loftqIterations: String?
  @Option(name: .customLong("output-dir"), help: help("output_dir")) var outputFolder: String?
  @Option(name: .customLong("metrics"), parsing: .singleValue, help: help("metrics")) var metrics: [String] = []
  @Option(name: .customLong("score"), help: help("score")) var detectionScore: String?
  @Option(name: .customLong("seed"), help: help("seed")) var seed: String?
  @Option(name: .customLong("max-grad-norm"), help: help("max_grad_norm")) var maximumGradientNorm: String?
  @Option(name: .customLong("warmup-steps"), help: help("warmup_steps")) var warmupSteps: String?
  @Option(name: .customLong("gradient-accumulation"), help: help("gradient_accumulation")) var gradientAccumulation: String?
  @Option(name: .customLong("weight-decay"), help: help("weight_decay")) var weightDecay: String?
  @Option(name: .customLong("freeze-vision"), help: help("freeze_vision")) var freezesVision: String?
  @Option(name: .customLong("early-stopping-patience"), help: help("early_stopping_patience")) var earlyStoppingPatience: String?
  @Option(name: .customLong("loss-on-padding"), help: help("loss_on_padding")) var countsPaddingInLoss: String?
  @Option(name: .customLong("location-smoothing"), help: help("location_smoothing")) var locationSmoothing: String?
  @Option(name: .customLong("max-new-tokens"), help: help("max_new_tokens")) var maximumNewTokens: String?
  @Option(name: .customLong("num-beams"), help: help("num_beams")) var beams: String?
  @Option(name: .customLong("no-repeat-ngram-size"), help: help("no_repeat_ngram_size")) var noRepeatNGramSize: String?
  @Option(name: .customLong("image-size"), help: help("image_size")) var imageSize: String?
  @Option(name: .customLong("threads"), help: help("threads")) var threads: String?
  @Option(name: .customLong("target-modules"), parsing: .singleValue, help: help("target_modules")) var targetModules: [String] = []
  @Option(name: .customLong("rank-pattern"), parsing: .singleValue, help: help("rank_pattern")) var rankPattern: [String] = []
  @Option(name: .customLong("alpha-pattern"), parsing: .singleValue, help: help("alpha_pattern")) var alphaPattern: [String] = []
  @Option(name: .customLong("training"), help: help("training")) var training: String?
  @Option(name: .customLong("shuffle"), help: help("shuffle")) var shuffles: String?
  @Option(name: .customLong("group-by-image"), help: help("group_by_image")) var groupsByImage: String?
  @Option(name: .customLong("model-dropout"), help: help("model_dropout")) var modelDropout: String?
  @Option(name: .customLong("save-every"), help: help("save_every")) var saveEvery: String?
  @Option(name: .customLong("precision"), help: help("precision")) var precision: String?
  @Option(name: .customLong("checkpointing"), help: help("checkpointing")) var checkpointing: String?

  /// The settings that were given, with their texts.
  var given: [(name: String, text: String)] {
    let single: [(String, String?)] = [
      ("dataset", dataset), ("dataset_format", datasetFormat), ("dataset_split", datasetSplit), ("dataset_seed", datasetSeed),
      ("dataset_policy", datasetPolicy), ("model_id", modelID), ("revision", revision), ("device", device), ("cache_dir", cacheFolder),
      ("epochs", epochs), ("optimizer", optimizer), ("lr", learningRate), ("lr_scheduler", scheduler), ("batch_size", batchSize),
      ("val_batch_size", validationBatchSize), ("num_workers", workers), ("val_num_workers", validationWorkers), ("lora_r", loraRank),
      ("lora_alpha", loraAlpha), ("lora_dropout", loraDropout), ("bias", bias), ("use_rslora", usesRSLoRA), ("use_dora", usesDoRA),
      ("loftq_bits", loftqBits), ("loftq_iter", loftqIterations),
      ("init_lora_weights", loraInitialization), ("output_dir", outputFolder), ("seed", seed), ("max_grad_norm", maximumGradientNorm),
      ("warmup_steps", warmupSteps), ("gradient_accumulation", gradientAccumulation), ("weight_decay", weightDecay),
      ("freeze_vision", freezesVision), ("early_stopping_patience", earlyStoppingPatience), ("loss_on_padding", countsPaddingInLoss),
      ("location_smoothing", locationSmoothing),
      ("max_new_tokens", maximumNewTokens), ("num_beams", beams), ("no_repeat_ngram_size", noRepeatNGramSize),
      ("score", detectionScore),
      ("image_size", imageSize), ("threads", threads), ("training", training), ("shuffle", shuffles), ("group_by_image", groupsByImage),
      ("model_dropout", modelDropout),
      ("save_every", saveEvery), ("precision", precision), ("checkpointing", checkpointing),
    ]
    let lists = [
      ("metrics", metrics), ("target_modules", targetModules), ("rank_pattern", rankPattern), ("alpha_pattern", alphaPattern),
    ].filter { !$0.1.isEmpty }
    return single.compactMap { name, text in text.map { (name, $0) } } + lists.map { ($0, $1.joined(separator: ",")) }
  }

  /// The defaults with the given settings in place.
  func configuration() throws -> Configuration { try Configuration().applying(given) }
}

/// The settings that say which model is meant, for a command that needs no others.
struct ModelOptions: ParsableArguments {
  @Option(name: .customLong("model-id"), help: help("model_id")) var modelID: String?
  @Option(name: .customLong("revision"), help: help("revision")) var revision: String?
  @Option(name: .customLong("cache-dir"), help: help("cache_dir")) var cacheFolder: String?

  /// The settings that were given, with their texts.
  var given: [(name: String, text: String)] {
    [("model_id", modelID), ("revision", revision), ("cache_dir", cacheFolder)].compactMap { name, text in text.map { (name, $0) } }
  }
}

extension Configuration {
  /// These settings with the given ones, as texts, in place.
  ///
  /// - Throws: `Misuse` with every text that is no value of its setting, and every value that does not go with the others.
  func applying(_ given: [(name: String, text: String)]) throws -> Configuration {
    var configuration = self
    var values: [(name: String, value: SettingValue)] = []
    var faults: [Diagnostic] = []
    func collect(_ body: () throws -> Void) throws {
      do {
        try body()
      } catch let error as any DiagnosticError {
        faults += error.diagnostics
      }
    }
    for (name, text) in given {
      guard let setting = Setting.named(name) else { preconditionFailure("no setting is called \(name)") }
      try collect { values.append((name, try setting.parse(text))) }
    }
    try collect { try configuration.apply(values) }
    guard faults.isEmpty else { throw Misuse(diagnostics: faults) }
    return configuration
  }
}

/// The help of one setting: its meaning, what it may be, and its default; and what a shell offers for its value.
private struct SettingHelp {
  let text: ArgumentHelp
  let completion: CompletionKind
}

private func help(_ name: String) -> SettingHelp {
  guard let setting = Setting.named(name) else { preconditionFailure("no setting is called \(name)") }
  let text = "\(setting.meaning) (\(setting.kind.description); default: \(setting.value(in: Configuration())))"
  return SettingHelp(text: ArgumentHelp(text, valueName: "value"), completion: completion(of: setting))
}

private func completion(of setting: Setting) -> CompletionKind {
  switch setting.kind {
  case .flag: .list(["true", "false"])
  case .choice(let choices): .list(choices)
  case .text where ["dataset", "model_id", "cache_dir", "output_dir"].contains(setting.name): .directory
  case .list where setting.name == "metrics": .list(MetricCatalog.all.map(\.name))
  case .integer, .number, .probability, .text, .list: .list([])
  }
}

extension Option where Value == String? {
  fileprivate init(name: NameSpecification, help: SettingHelp) {
    self.init(name: name, help: help.text, completion: help.completion)
  }
}

extension Option where Value == [String] {
  fileprivate init(wrappedValue: [String], name: NameSpecification, parsing: ArrayParsingStrategy, help: SettingHelp) {
    self.init(wrappedValue: wrappedValue, name: name, parsing: parsing, help: help.text, completion: help.completion)
  }
}
