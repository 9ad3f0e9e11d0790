import FineTuning
import Scoring
import Script
import SystemPackage

extension Command<Session> {
  static let evaluate = Command(
    "evaluate", "measures the model on the test split, else the valid split",
    parameters: [
      .named(
        "metrics", .list(of: .choice(MetricCatalog.all.map { Choice($0.name, "") })), or: "the setting", "what is measured beside the loss")
    ],
    results: [ResultField("loss", "the mean over the answers' tokens")]
      + MetricCatalog.all.flatMap { metric in metric.keys.map { ResultField(Scores.resultField(forKey: $0), metric.name) } },
    examples: [Example("evaluate metrics=[mean_average_precision]", "of the last run's best checkpoint, or the untrained model")]
  ) { session, arguments, context in
    _ = try session.requireDataset()
    var configuration = session.configuration
    if let metrics = arguments.find("metrics", as: [String].self) { configuration.metrics = metrics }
    let evaluation = try Evaluation(configuration, checkpoint: session.checkpoint)
    for fact in evaluation.facts { session.onProgress(.fact(fact)) }
    defer { session.onProgress(.done) }
    let (result, _) = try evaluation.run(stop: context.stop) { session.onProgress(.evaluation(done: $0, of: $1)) }
    var fields: [(String, Value)] = [("loss", result.loss.map { .number($0) } ?? .none)]
    for (metric, scores) in result.scores {
      fields += metric.keys.map { (Scores.resultField(forKey: $0), scores[$0].map { .number($0) } ?? .none) }
    }
    return Output(
      .record(Record(fields)), text: (fields.map { "\($0.0): \($0.1.display)" } + result.remarks).joined(separator: "\n"))
  }
}
