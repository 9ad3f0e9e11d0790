import Datasets
import Essentials
import Florence
import Images
import Plots
import Script
import SystemPackage

extension Command<Session> {
  static let show = Command(
    "show", "draws a sheet of samples with their boxes and texts",
    parameters: [
      .optional("split", .choice(["train", "valid", "test"]), default: "train", "which split"),
      .optional("range", .range, or: "the first twelve", "which samples, counted from 0"),
      .named("to", .path, default: "samples.png", "the PNG file"),
    ],
    results: [ResultField("samples", "how many are drawn"), ResultField("path", "the PNG file")],
    examples: [Example("show train 0..5 to=sheet.png", "six samples of the loaded dataset")]
  ) { session, arguments, context in
    let (name, path): (String, String) = (arguments.get("split"), arguments.get("to"))
    let dataset = try session.requireDataset()
    guard let split = DatasetSplit.Name(rawValue: name).flatMap({ dataset[$0] }) else {
      throw ArgumentFault("split", "the dataset has no split \(name)")
    }
    let wanted = arguments.find("range", as: ClosedRange<Int>.self) ?? 0...11
    guard wanted.lowerBound >= 0, wanted.lowerBound < split.samples.count else {
      throw ArgumentFault("range", "\(name) has samples 0 to \(split.samples.count - 1)")
    }
    let samples = try (wanted.lowerBound...min(wanted.upperBound, split.samples.count - 1)).map { index in
      try context.stop.check()
      return try sheetSample(split.samples[index], title: "\(name) \(index)")
    }
    try SampleSheet(samples, heading: dataset.path.string).image().write(to: FilePath(path))
    return Output(["samples": .integer(samples.count), "path": .text(path)], text: path, pictures: [path])
  }
}

/// A sample with its truth drawn over the picture, and its prompt and answer beneath.
private func sheetSample(_ sample: Sample, title: String) throws -> SampleSheet.Sample {
  let picture = try Image(contentsOf: sample.image)
  let answer = AnswerParser.parse(
    sample.suffix, tag: TaskPrompt.tag(ofPrefix: sample.prefix), width: picture.width, height: picture.height)
  var marks: [Mark] = []
  var caption = sample.prefix
  switch answer {
  case .regions(let regions), .regionsAndMasks(let regions, _): marks = regions.map { Mark($0.box, label: $0.label) }
  case .text(let text): caption += "\n" + text
  case .textLines, .masks: caption += "\n" + AnswerParser.plainText(sample.suffix)
  }
  return SampleSheet.Sample(picture, title: title, caption: caption, marks: marks)
}
