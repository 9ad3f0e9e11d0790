import Script

extension CommandTable<Session> {
  /// Every command, in the order of help.
  package static let workbench: CommandTable<Session> = CommandTable([
    .datasetSynthesize, .datasetLoad, .datasetStats, .datasetCheck, .datasetConvert, .show, .image, .tokenize,
    .modelCreate, .modelLoad, .modelInfo, .modelExport, .lora, .loraSave, .loraLoad,
    .set, .config, .reset,
    .step, .epoch, .train, .validate, .evaluate, .confusion, .predict, .trace,
    .plot, .history, .checkpointSave, .checkpointLoad, .undo,
    .recover, .save, .cache, .cacheClear, .time, .pause, .help, .quit,
  ])
}
