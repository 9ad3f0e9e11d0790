import Datasets
import Essentials
import Script
import SystemPackage
import TestSupport
import Testing
import Workbench

/// A session in a folder of its own, with a small drawn dataset and the miniature: commands go in, values come out.
final class Bench {
  let folder: TestFolder
  let session: Session
  private let interpreter: Interpreter<Session>
  private let results: Results

  /// What the commands at statement level gave.
  final class Results {
    var all: [StatementResult] = []
  }

  /// - Parameter settings: what `set` is given besides few pixels, short answers and no chance.
  init(
    _ settings: String = "", counts: SyntheticDataset.Counts = .init(train: 6, valid: 3, test: 2), stop: StopToken = .never,
    onProgress: @escaping (SessionProgress) -> Void = { _ in }
  ) throws {
    folder = try TestFolder()
    try SyntheticDataset(style: ShapeScenes(size: .init(width: 48, height: 40)), counts: counts, seed: 5).write(
      to: folder.appending("data"))
    session = Session(Listener(onProgress: onProgress))
    let results = Results()
    self.results = results
    interpreter = Interpreter(commands: .workbench, session: session, stop: stop) { event in
      if case .finished(let result) = event { results.all.append(result) }
    }
    try run(
      """
      dataset load \(folder.appending("data"))
      set model_id=tiny image_size=64 batch_size=2 epochs=2 lr=1e-3 max_new_tokens=6 num_beams=1 lora_dropout=0
      set output_dir=\(folder.appending("runs")) cache_dir=\(folder.appending("cache")) \(settings.isEmpty ? "model_dropout=0" : settings)
      """)
  }

  /// Runs commands; the value of the last.
  @discardableResult func run(_ recipe: String) throws -> Value {
    _ = try interpreter.run(SourceText(recipe))
    return last?.output?.value ?? .none
  }

  /// What the last statement came to.
  var last: StatementResult? { results.all.last }

  /// The last command's result, which must be a record.
  func record(of recipe: String) throws -> Record {
    let value = try run(recipe)
    let record: Record? = if case .record(let record) = value { record } else { nil }
    return try #require(record, "`\(recipe)` gives \(value.literal)")
  }

  /// A field of the last command's result, which must be a record.
  func field(_ name: String, of recipe: String) throws -> Value? { try record(of: recipe)[name] }

  /// The values of a metric so far.
  func history(_ metric: String) throws -> [Double] {
    let value = try run("history \(metric)")
    let list: List? = if case .list(let list) = value { list } else { nil }
    return try #require(list).elements.map { entry in
      let number: Double? = if case .record(let record) = entry { record["value"]?.asNumber } else { nil }
      return try #require(number)
    }
  }

  /// What keeps `recipe` from its end.
  func fault(of recipe: String) -> ScriptError? {
    do {
      try run(recipe)
      return nil
    } catch {
      return error as? ScriptError
    }
  }
}
