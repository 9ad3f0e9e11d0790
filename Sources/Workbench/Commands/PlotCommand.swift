import Essentials
import FineTuning
import Images
import Plots
import Script
import SystemPackage
import Training

extension Command<Session> {
  static let plot = Command(
    "plot", "draws how a metric went in the last training",
    parameters: [
      .required("metric", .text, "loss, or a measured metric such as map50"),
      .named("to", .path, or: "METRIC.png", "the PNG file"),
    ],
    results: [ResultField("path", "the PNG file")],
    examples: [Example("plot loss to=loss.png", "training and validation in one figure")]
  ) { session, arguments, _ in
    let metric: String = arguments.get("metric")
    let (training, validation) = (session.trainingHistory[metric], session.validationHistory[metric])
    guard !(training.isEmpty && validation.isEmpty) else {
      let known = Set(session.trainingHistory.metrics + session.validationHistory.metrics).sorted()
      let hint = known.isEmpty ? "train first" : "there are \(known.joined(separator: ", "))"
      throw ArgumentFault("metric", "no figures of \(metric) yet", hint: hint)
    }
    let path = arguments.find("to", as: String.self) ?? "\(metric).png"
    try MetricFiles.plot(metric, training: training, validation: validation).write(to: FilePath(path))
    return Output(["path": .text(path)], text: path, pictures: [path])
  }
}
