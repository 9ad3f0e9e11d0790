import Script

extension CommandTable<Session> {
  /// Every command, in the order of help.
  package static let workbench: CommandTable<Session> = CommandTable(
    [
      .datasetSynthesize, .datasetLoad, .datasetStats, .datasetCheck, .datasetConvert, .show, .image, .tokenize,
      .modelCreate, .modelLoad, .modelInfo, .modelExport, .lora, .loraSave, .loraLoad,
      .set, .config, .reset,
      .step, .epoch, .train, .validate, .evaluate, .confusion, .curves, .predict, .trace,
      .plot, .history, .checkpointSave, .checkpointLoad, .undo,
      .recover, .save, .cache, .cacheClear, .time, .pause, .help, .quit,
    ], fixed: firstVersionWords)

  /// What commands of version 0.1 begin with. The list stays as it is: recipes may have made of every other word a command of their own,
  /// and run as before when there is one of that name.
  private static let firstVersionWords: Set = [
    "dataset", "show", "image", "tokenize", "model", "lora", "set", "config", "reset", "step", "epoch", "train", "validate", "evaluate",
    "confusion", "predict", "trace", "plot", "history", "checkpoint", "undo", "save", "cache", "time", "pause", "help", "quit",
  ]
}
