import MaestroKit

/// The article of that name.
enum GettingStartedExample {
  static func run() throws {
    let scenes = SyntheticDataset(style: ChessScenes(), counts: .init(train: 40, valid: 8, test: 8), seed: 7)
    try scenes.write(to: "chess")

    var configuration = Configuration(dataset: "chess", epochs: 2, batchSize: 8, learningRate: 2e-3, metrics: [MeanAveragePrecision()])
    configuration.modelID = "nano"
    let report = try train(configuration) { event in
      if case .step(let step, _) = event { print("step \(step.step): loss \(step.loss)") }
    }

    let run = report.folder.path.string
    let result = try evaluate(configuration, checkpoint: run)
    print(result.values["map50"] ?? 0)

    let prediction = try predict("chess/test/0000.png", task: "<OD>", with: configuration, checkpoint: run)
    print(prediction.answer.text)

    try export(configuration, checkpoint: run, to: "merged", layout: .transformers)

    let deadline = ContinuousClock.now + .seconds(3600)
    let stopped = try train(configuration, stop: StopToken { ContinuousClock.now > deadline })
    if stopped.outcome == .stopped {
      _ = try resume(stopped.folder.path.string)
    }

    do {
      _ = try train(Configuration(dataset: "no-such-folder"))
    } catch let error as any DiagnosticError {
      for fault in error.diagnostics { print(fault) }
    }
  }
}
