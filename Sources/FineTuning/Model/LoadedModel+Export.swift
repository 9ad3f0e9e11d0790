import Essentials
import Files
import Florence
import LoRA
import SystemPackage
import Tensors

extension LoadedModel {
  /// Writes a Hugging Face folder: the model with the weights that it has, its tokenizer and its preprocessing.
  ///
  /// - Parameters:
  ///   - folder: files of the same names are replaced there.
  ///   - adaptation: adapters that are merged into the weights for that time; they are taken out again to the bit.
  ///   - layout: the naming of the weights and the layout of config.json; nil: those of the checkpoint that the model comes from.
  ///   - precision: how the weights are stored.
  ///   - rules: how answers are generated; nil: as the model's own files say.
  ///   - verifies: whether what was written is opened again and asked before it takes its place.
  /// - Throws: `Faults` when the folder is the model's own, whose files are in use, or cannot be written, a weight is too large for the
  ///   precision, or what was written differs from the model; `Stopped`. Nothing in the folder has changed then.
  package func export(
    to folder: FilePath, merging adaptation: LowRankAdaptation? = nil, layout: FlorenceConfiguration.Layout? = nil,
    precision: DType = .float32, _ rules: AnswerRules? = nil, verifies: Bool = true, stop: StopToken = .never
  ) throws {
    if let own = self.folder, own.isSameFile(as: folder) {
      throw Faults(.value, "is the folder that the model was opened from", file: folder.string, hint: "choose another one")
    }
    let processor = ImagePreprocessing.processorFileName
    if folder.appending(processor).isFile {
      throw Faults(
        .data, "has a \(processor), which transformers would read in place of the \(ImagePreprocessing.fileName) to be written",
        file: folder.string, hint: "choose another folder, or remove that file")
    }
    try WholeFolder.merge(into: folder) { unfinished in
      try write(to: unfinished, merging: adaptation, layout: layout, precision: precision, rules, verifies: verifies, stop: stop)
    }
  }

  /// Fills a folder, see above, that nobody sees yet.
  func write(
    to unfinished: FilePath, merging adaptation: LowRankAdaptation?, layout: FlorenceConfiguration.Layout?, precision: DType,
    _ rules: AnswerRules?, verifies: Bool, stop: StopToken
  ) throws {
    let echo = try merged(adaptation) {
      try model.save(to: unfinished, layout: layout, precision: precision, generation: rules?.file ?? generation)
      try tokenizer.save(to: unfinished)
      try writePreprocessing(to: unfinished.appending(ImagePreprocessing.fileName))
      return verifies ? try ModelEcho(self, stop: stop) : nil
    }
    if let echo {
      // One model in memory at a time.
      model.releaseMappedWeights()
      try echo.verify(unfinished, precision, stop: stop)
    }
    try stop.check()
  }

  private func merged<Result>(_ adaptation: LowRankAdaptation?, _ body: () throws -> Result) rethrows -> Result {
    adaptation?.merge()
    defer { adaptation?.unmerge() }
    return try body()
  }
}

extension TrainableModel {
  /// Writes the model with the adapters merged into the weights.
  package func exportMerged(
    to folder: FilePath, layout: FlorenceConfiguration.Layout? = nil, precision: DType = .float32, _ rules: AnswerRules? = nil,
    verifies: Bool = true, stop: StopToken = .never
  ) throws {
    try opened.export(
      to: folder, merging: adaptation, layout: layout, precision: precision, rules, verifies: verifies, stop: stop)
  }
}
