import Script

extension CommandTable<Session> {
  /// Every command, in the order of help.
  package static let workbench = CommandTable([
    .datasetSynthesize, .datasetLoad, .datasetStats, .datasetCheck, .show, .image, .tokenize,
    .modelLoad, .set, .config,
    .train, .evaluate, .predict, .plot,
    .save, .help,
  ])
}
