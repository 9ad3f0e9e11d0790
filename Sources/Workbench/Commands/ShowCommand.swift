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
    "show", "draws a sheet of samples with their boxes and texts", group: .data,
    details: """
      Boxes, the lines of texts and masks are drawn over the pictures, prompts and texts stand beneath. With predictions=true the model is \
      asked too: its boxes are dashed, its texts are ticked where they are the wanted ones. With before=true the model that training began \
      with is asked as well, and each sample is drawn twice, before and after.
      """,
    parameters: [
      .optional("split", splitType, default: "train", "which split"),
      .optional("range", .range, or: "the first twelve", "which samples, counted from 0; at most \(SampleSheet.sampleLimit) are drawn"),
      .named("to", .path, default: "samples.png", "the PNG file"),
      .named("predictions", .boolean, default: false, "whether the model's answers are drawn beside the truth"),
      .named("before", .boolean, default: false, "whether the answers of the model before it was trained stand beside those"),
      checkpointParameter,
    ],
    results: [ResultField("samples", "how many are drawn"), ResultField("path", "the PNG file")],
    examples: [
      Example("show train 0..5 to=sheet.png", "six samples of the loaded dataset"),
      Example("show valid 0..3 predictions=true", "four samples with the model's answers"),
      Example("show test 0..3 predictions=true before=true", "what training has changed"),
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
    let (asks, showsBefore): (Bool, Bool) = (arguments.get("predictions"), arguments.get("before"))
    for name in ["checkpoint", "before"] where !asks && arguments.given.contains(name) {
      throw ArgumentFault(name, "no model is asked", hint: "predictions=true asks it")
    }
    defer { if asks { session.show(.done) } }
    func model(_ name: String, _ predictor: Predictor) -> SheetDrawing.Model {
      SheetDrawing.Model(name: name) { sample in
        let answer = try predictor.predict(sample.image, task: sample.prefix, stop: context.stop).answer
        session.tellMissingLetters(of: [answer.text])
        return answer
      }
    }
    var models: [SheetDrawing.Model] = []
    if showsBefore { models.append(model("before", try session.predictorBeforeTraining())) }
    if asks {
      models.append(model("after", try session.predictor(checkpoint: arguments.find("checkpoint", as: String.self).map { FilePath($0) })))
    }
    session.tellMissingLetters(of: split.samples[range].flatMap { [$0.prefix, $0.suffix] })
    let drawing = SheetDrawing(heading: dataset.path.string, samples: range.map { ("\(name) \($0)", split.samples[$0]) }, models: models)
    let (sheet, count) = try drawing.draw(stop: context.stop) {
      if asks { session.show(.evaluation(done: $0, of: range.count)) }
    }
    let picture = try Picture(sheet, writtenTo: path)
    let last = range.lowerBound + count - 1
    return Output(
      ["samples": .integer(count), "path": .text(path)], text: path, pictures: [picture],
      stopped: count < range.count ? "stopped; \(path) has the samples \(range.lowerBound) to \(last)" : nil)
  }
}
