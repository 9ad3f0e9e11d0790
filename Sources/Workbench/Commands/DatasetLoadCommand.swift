import Datasets
import Script
import SystemPackage

extension Command<Session> {
  static let datasetLoad = Command(
    "dataset load", "opens a dataset and checks every line of it", group: .data,
    details: """
      Read are JSON lines, and folders in the formats COCO, YOLO and Pascal VOC as samples of <OD>. A folder without splits is shared into \
      them, the same way every time. What is not given here is as by default, the policy as it is set.
      """,
    parameters: [.required("path", .path, "the dataset's folder")] + DatasetOptionParameters.all,
    results: [
      ResultField("train", "samples to train on"), ResultField("valid", "samples to judge training by; none without that split"),
      ResultField("test", "samples to judge the trained model by; none without that split"),
      ResultField("tasks", "the tags of the prompts"),
    ],
    examples: [
      Example("dataset load ./shapes", "opens what `dataset synthesize` drew"),
      Example("dataset load ./helmets format=coco policy=skip", "leaves samples at fault out"),
      Example("dataset load ./cells split=[70, 15, 15] seed=3", "shares a folder without splits"),
    ]
  ) { session, arguments, context in
    let path: String = arguments.get("path")
    var configuration = session.configuration
    try DatasetOptionParameters.take(arguments, into: &configuration)
    configuration.dataset = path
    let dataset = try Dataset(FilePath(path), options: configuration.datasetOptions, stop: context.stop)
    try DatasetOptionParameters.check(arguments, of: dataset)
    let overlaps = try dataset.overlapLines(stop: context.stop)
    let fact = session.hasBegun && dataset != session.dataset ? "\nwhat was learned stays; training begins anew on this dataset" : ""
    if dataset != session.dataset { session.endTraining() }
    session.dataset = dataset
    session.configuration = configuration
    session.markChanged()
    let counts = splitCounts(dataset)
    let tasks = Value.list(List(dataset.tasks.map { .text($0) }))
    let text =
      "\(path): \(counts.text); \(dataset.tasks.map { $0.isEmpty ? "prompts without a tag" : $0 }.joined(separator: ", "))\(fact)"
    return Output(
      .record(Record(counts.values + [("tasks", tasks)])), text: ([text] + dataset.omissionLines + overlaps).joined(separator: "\n"))
  }
}
