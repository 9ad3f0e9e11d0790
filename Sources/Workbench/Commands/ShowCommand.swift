import Datasets
import Essentials
import FineTuning
import Florence
import Images
import Plots
import Script
import SystemPackage

extension Command<Session> {
  static let show = Command(
    "show", "draws a sheet of samples with their boxes and texts",
    details: """
      Boxes, the lines of texts and masks are drawn over the pictures, prompts and texts stand beneath. With predictions=true the model is \
      asked too: its boxes are dashed, its texts are ticked where they are the wanted ones.
      """,
    parameters: [
      .optional("split", splitType, default: "train", "which split"),
      .optional("range", .range, or: "the first twelve", "which samples, counted from 0; at most \(SampleSheet.sampleLimit) are drawn"),
      .named("to", .path, default: "samples.png", "the PNG file"),
      .named("predictions", .boolean, default: false, "whether the model's answers are drawn beside the truth"),
    ],
    results: [ResultField("samples", "how many are drawn"), ResultField("path", "the PNG file")],
    examples: [
      Example("show train 0..5 to=sheet.png", "six samples of the loaded dataset"),
      Example("show valid 0..3 predictions=true", "four samples with the model's answers"),
    ]
  ) { session, arguments, context in
    let (name, path): (String, String) = (arguments.get("split"), arguments.get("to"))
    let dataset = try session.requireDataset(stop: context.stop)
    guard let split = DatasetSplit.Name(rawValue: name).flatMap({ dataset[$0] }) else {
      throw ArgumentFault("split", "the dataset has no split \(name)")
    }
    let wanted = arguments.find("range", as: ClosedRange<Int>.self) ?? 0...11
    guard wanted.lowerBound >= 0, wanted.lowerBound < split.samples.count else {
      throw ArgumentFault("range", split.samples.isEmpty ? "\(name) has no samples" : "\(name) has samples 0 to \(split.samples.count - 1)")
    }
    let range = wanted.clamped(to: 0...min(split.samples.count - 1, wanted.lowerBound + SampleSheet.sampleLimit - 1))
    let asks: Bool = arguments.get("predictions")
    defer { if asks { session.onProgress(.done) } }
    let answer = asks ? try session.asker(stop: context.stop) : nil
    let drawing = SheetDrawing(
      heading: dataset.path.string, samples: range.map { ("\(name) \($0)", split.samples[$0]) }, answer: answer)
    let (sheet, count) = try drawing.draw(stop: context.stop) {
      if asks { session.onProgress(.evaluation(done: $0, of: range.count)) }
    }
    try sheet.write(to: FilePath(path))
    let last = range.lowerBound + count - 1
    return Output(
      ["samples": .integer(count), "path": .text(path)], text: path, pictures: [path],
      stopped: count < range.count ? "stopped; \(path) has the samples \(range.lowerBound) to \(last)" : nil)
  }
}

extension Session {
  /// Asks the model that `predict` asks.
  fileprivate func asker(stop: StopToken) throws -> (Sample) throws -> SampleAnswer {
    let predictor = try predictor()
    return { try predictor.predict($0.image, task: $0.prefix, stop: stop).answer }
  }
}
