import Datasets
import Essentials
import Files
import Florence
import SystemPackage
import Tokenization

extension Dataset {
  /// Opens a dataset whose samples must also suit a model.
  ///
  /// - Throws: `DatasetError` with every fault of the files, and every sample that the model could not learn from.
  package init(
    _ path: FilePath, options: DatasetOptions = DatasetOptions(), for opened: LoadedModel, decodesImages: Bool = false,
    stop: StopToken = .never, progress: @escaping (Int) -> Void = { _ in }
  ) throws {
    try self.init(path, options: options, checks: [opened.fit], decodesImages: decodesImages, stop: stop, progress: progress)
  }

  /// The dataset that the settings name, or a program's own, whose samples must suit a model.
  ///
  /// - Throws: as above, and `Faults` when there is neither.
  init(
    _ configuration: Configuration, source: (any SampleSource)?, for opened: LoadedModel, decodesImages: Bool = false,
    stop: StopToken = .never, progress: @escaping (Int) -> Void = { _ in }
  ) throws {
    if let source {
      try self.init(
        source, policy: configuration.datasetOptions.policy, checks: [opened.fit], decodesImages: decodesImages, stop: stop,
        progress: progress)
    } else {
      try self.init(
        Self.folder(of: configuration), options: configuration.datasetOptions, for: opened, decodesImages: decodesImages, stop: stop,
        progress: progress)
    }
  }

  /// The folder that the settings name; it is looked for before a model is opened, which takes longer.
  @discardableResult static func folder(of configuration: Configuration) throws -> FilePath {
    guard let path = configuration.dataset else {
      throw Faults(.value, "no dataset is given", hint: "give --dataset, a folder with train, and optionally valid and test")
    }
    return try folder(at: FilePath(path))
  }

  /// A short value that stays the same as long as the dataset does.
  var digest: String {
    var fingerprint = FNV1a()
    for split in splits { fingerprint.combine("\(split.name.rawValue) \(split.digest)\n".utf8) }
    return fingerprint.text
  }
}

extension LoadedModel {
  /// What keeps the model from learning a sample: a task it does not know, a prompt or an answer too long, places that do not exist.
  package var fit: SampleCheck {
    let (encoder, limit, imageTokens) = (SampleEncoder(self), model.configuration.text.maximumPositions, imageTokens)
    return { sample in
      var faults: [SampleFault] = []
      do {
        let tokens = try encoder.prompt(sample.prefix).count
        if imageTokens + tokens > limit {
          faults.append(
            SampleFault(
              .prefix, "the prompt has \(tokens) tokens, the model has room for \(max(0, limit - imageTokens)) beside the image",
              hint: "shorten it"))
        }
      } catch let error as any DiagnosticError {
        faults += error.diagnostics.map { SampleFault(.prefix, $0.message, hint: $0.hint) }
      } catch {
        faults.append(SampleFault(.prefix, "\(error)"))
      }
      let tokens = encoder.label(sample.suffix).count
      if tokens > limit {
        faults.append(
          SampleFault(
            .suffix, "the answer has \(tokens) tokens, the decoder has \(limit) positions", hint: "shorten it, or split the sample"))
      }
      return faults + SampleSyntax.suffixFaults(of: sample)
    }
  }
}
