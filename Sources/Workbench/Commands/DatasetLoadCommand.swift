import Datasets
import Script
import SystemPackage

extension Command<Session> {
  static let datasetLoad = Command(
    "dataset load", "opens a dataset and checks every line of it",
    parameters: [.required("path", .path, "a folder with train, and optionally valid and test, each with annotations.jsonl")],
    results: [
      ResultField("train", "samples to train on"), ResultField("valid", "samples to judge training by; none without that split"),
      ResultField("test", "samples to judge the trained model by; none without that split"),
      ResultField("tasks", "the tags of the prompts"),
    ],
    examples: [Example("dataset load ./shapes", "opens what `dataset synthesize` drew")]
  ) { session, arguments, context in
    let path: String = arguments.get("path")
    let dataset = try Dataset(FilePath(path), stop: context.stop)
    let remark = session.hasBegun && dataset != session.dataset ? "\nwhat was learned stays; training begins anew on this dataset" : ""
    if dataset != session.dataset { session.endTraining() }
    session.dataset = dataset
    session.configuration.dataset = path
    session.didChange()
    let counts = DatasetSplit.Name.allCases.map { ($0.rawValue, dataset[$0].map { Value.integer($0.samples.count) } ?? .none) }
    let tasks = Value.list(List(dataset.tasks.map { .text($0) }))
    let text = counts.compactMap { name, count in count == .none ? nil : "\(name) \(count.display)" }.joined(separator: ", ")
    return Output(.record(Record(counts + [("tasks", tasks)])), text: "\(path): \(text); \(dataset.tasks.joined(separator: ", "))\(remark)")
  }
}
