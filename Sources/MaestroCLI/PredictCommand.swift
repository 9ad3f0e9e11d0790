import ArgumentParser
import Console
import Essentials
import FineTuning
import Foundation
import Images
import SystemPackage
import Workbench

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Answers a question about pictures, or the questions of a split.",
    discussion: "maestro florence2 predict --checkpoint training/florence-2/1 --image photo.jpg --task '<OD>'")

  @Option(parsing: .upToNextOption, help: "Pictures, PNG or JPEG.", completion: .file(extensions: ["png", "jpg", "jpeg"]))
  var image: [String] = []
  @Option(help: "The split of --dataset whose samples are asked: train, valid or test.", completion: .list(Predictor.splits))
  var split: String?
  @Option(
    help: "A task's tag, with its question where it has one: '<OD>', '<OCR>', '<VQA> what is this?'.", completion: .list([]))
  var task: String?
  @Option(help: "Where answers are drawn: a PNG file for one picture, otherwise a folder.", completion: .file()) var to: String?
  @Flag(help: "A JSON object a line.") var json = false
  @OptionGroup var source: CheckpointOptions
  @OptionGroup(title: "Settings") var settings: SettingOptions<EverySetting>

  /// - Throws: `CommandLineFault`. (The parser's own `validate` would speak before an unknown option is named.)
  private func check() throws {
    if image.isEmpty == (split == nil) {
      throw CommandLineFault(
        "what is asked about is not given", hint: "give either --image with one picture or more, or --split with --dataset")
    }
    if let split, !Predictor.splits.contains(split) {
      throw CommandLineFault("there is no split \(split)", hint: "the splits are \(Predictor.splits.joined(separator: ", "))")
    }
    if split != nil, !settings.has(\.dataset) {
      throw CommandLineFault("no dataset is given", hint: "give --dataset, whose split is asked")
    }
    if !image.isEmpty, task == nil {
      throw CommandLineFault("no task is given", hint: "give --task, what the pictures are asked: '<OD>' for example")
    }
  }

  func run() throws {
    try check()
    let configuration = try source.configuration(settings.given)
    // A picture can be asked about whatever is wrong with a dataset.
    let dataset =
      settings.has(\.dataset) ? try split == nil ? try? Predictor.dataset(of: configuration) : Predictor.dataset(of: configuration) : nil
    // Pictures with what they are asked; the truth is known where a sample is asked its own question.
    let questions: [(image: ImageSource, task: String, suffix: String?)] =
      if let split, let dataset {
        try Predictor.samples(of: dataset, split: split).map { ($0.image, task ?? $0.prefix, task == nil ? $0.suffix : nil) }
      } else {
        image.map { (.file(FilePath($0)), task ?? "", nil) }
      }
    let predictor = try Predictor(
      configuration, on: dataset, checkpoint: source.path, isModelGiven: settings.has(\.modelID),
      download: .shown(stop: Interruptions.ofProcess.stop))
    for fact in predictor.facts { Message.status(fact) }
    var failures = 0
    var missingLetters = MissingLetters()
    var warnings: Set<String> = []
    let drawings = try to.map { try DrawingPlace(FilePath($0), count: questions.count) }
    for (index, (image, task, suffix)) in questions.enumerated() {
      try Interruptions.ofProcess.stop.check()
      if let warning = predictor.warning(aboutTask: task), warnings.insert(warning).inserted { Message.status(warning.visible) }
      let prediction: Prediction
      var drawing: String?
      do {
        let path = drawings?.path(of: index, image: image)
        if let path { try Predictor.check(drawing: path, of: image) }
        prediction = try predictor.predict(image, task: task, stop: Interruptions.ofProcess.stop)
        if let path {
          if let fact = missingLetters.fact(on: [task, suffix ?? "", prediction.answer.text]) { Message.status(fact) }
          try predictionPicture(prediction, suffix: suffix).write(to: path)
          drawing = path.string
        }
      } catch let error as any DiagnosticError where !(error is Stopped) {
        Message.fault(error)
        failures += 1
        continue
      }
      try Message.result(json ? prediction.json(drawing: drawing) : prediction.text)
    }
    if failures > 0 { throw Faults(.data, "\(failures) of \(questions.count) questions could not be answered") }
  }
}

/// Where the drawings of one or many predictions go.
private struct DrawingPlace {
  private let path: FilePath
  private let isFolder: Bool

  /// - Throws: when a folder is needed and cannot be made.
  init(_ path: FilePath, count: Int) throws {
    var isDirectory: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path.string, isDirectory: &isDirectory)
    self.path = path
    isFolder = count != 1 || (exists && isDirectory.boolValue)
    guard isFolder else { return }
    if exists, !isDirectory.boolValue {
      throw Faults(.value, "\(path) is a file, but \(count) answers are drawn", hint: "give --to a folder")
    }
    do {
      try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: true)
    } catch {
      throw Faults(.data, "cannot make the folder: \(error.localizedDescription)", file: path.string)
    }
  }

  /// `FOLDER/0003-photo.png`: numbered, because pictures may share a name, or be asked several times.
  func path(of index: Int, image: ImageSource) -> FilePath {
    guard isFolder else { return path }
    let number = String(repeating: "0", count: max(0, 4 - String(index).count)) + String(index)
    return path.appending("\(number)-\(FilePath(image.fileName).stem ?? "picture").png")
  }
}
