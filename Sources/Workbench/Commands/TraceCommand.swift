import Essentials
import FineTuning
import Presentation
import Script
import SystemPackage

extension Command<Session> {
  static let trace = Command(
    "trace", "keeps a sample's way through the model in a file", group: .training,
    details: """
      A safetensors file, of evaluation mode: pixel_values (1, 3, height, width), input_ids, labels, image_features, encoder, logits and loss, to be held against \
      another implementation.
      """,
    parameters: [
      .named("split", splitType, default: "train", "of which split"),
      .named("index", .integer(.atLeast(0)), default: 0, "which sample, counted from 0"),
      .named("to", .path, "the file", required: true),
      .named("gradients", .boolean, default: false, "also the loss's gradient for everything that trains, named as in adapter files"),
    ],
    results: [ResultField("loss", "the mean over the answer's tokens"), ResultField("path", "the file")],
    examples: [Example("trace split=train index=0 to=trace.safetensors gradients=true", "the first sample, gradients included")]
  ) { session, arguments, context in
    let (name, index): (String, Int) = (arguments.get("split"), arguments.get("index"))
    let (split, _) = try session.sample(name, index, stop: context.stop)
    let path: String = arguments.get("to")
    let trace = try SampleTrace(session.requireTrainable(), split, index: index, gradients: arguments.get("gradients"), stop: context.stop)
    try trace.write(to: FilePath(path))
    return Output(["loss": .number(trace.loss), "path": .text(path)], text: "loss \(figureText(trace.loss)), kept in \(path)")
  }
}
