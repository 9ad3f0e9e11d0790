import Datasets
import FineTuning
import Script
import SystemPackage

extension Command<Session> {
  static let datasetConvert = Command(
    "dataset convert", "writes a dataset of another format as JSON lines", group: .data,
    details: """
      Each split becomes a folder with copies of its pictures and annotations.jsonl; of COCO, YOLO and Pascal VOC, samples of <OD> whose \
      answers are labels and boxes. Polygons become the boxes round them. A folder without splits is shared into them, the same way \
      every time; samples of one picture stay together. The new folder appears when it is complete.
      """,
    parameters: [
      .required("path", .path, "the dataset's folder"), .named("to", .path, "the new folder", required: true),
    ] + DatasetOptionParameters.all,
    results: [
      ResultField("train", "samples to train on"), ResultField("valid", "samples to judge training by; none without that split"),
      ResultField("test", "samples to judge the trained model by; none without that split"),
    ],
    examples: [
      Example("dataset convert ./helmets to=./helmets-jsonl", "COCO, YOLO or Pascal VOC, whichever it is"),
      Example("dataset convert ./cells to=./cells-jsonl format=voc split=70/15/15 seed=3", "shares a folder without splits"),
    ]
  ) { session, arguments, context in
    let (path, target): (String, String) = (arguments.get("path"), arguments.get("to"))
    var configuration = session.configuration
    try DatasetOptionParameters.take(arguments, into: &configuration)
    let dataset = try Dataset(
      FilePath(path), options: configuration.datasetOptions, checks: [SampleSyntax.faults], decodesImages: true, stop: context.stop)
    try DatasetOptionParameters.check(arguments, of: dataset)
    try dataset.write(to: FilePath(target), stop: context.stop)
    let counts = splitCounts(dataset)
    return Output(
      .record(Record(counts.values)), text: (["\(target): \(counts.text)"] + dataset.omissionLines).joined(separator: "\n"))
  }
}
