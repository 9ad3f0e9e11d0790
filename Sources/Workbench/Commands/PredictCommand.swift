import FineTuning
import Florence
import Images
import Script
import SystemPackage

extension Command<Session> {
  static let predict = Command(
    "predict", "asks the model about a picture",
    parameters: [
      .required("file", .path, "a PNG or JPEG file"),
      .named("task", .text, default: "<OD>", "a task's tag, with its question where it has one"),
      .named("to", .path, or: "none is drawn", "a PNG file for the picture with the answer"),
    ],
    results: [
      ResultField("ids", "as generated, special tokens included"), ResultField("text", "without special tokens"),
      ResultField("answer", "in one line"), ResultField("truncated", "whether max_new_tokens cut it"),
      ResultField("seconds", "the time of the whole, decoding included"),
      ResultField("path", "the picture with the answer"),
    ],
    examples: [Example("predict photo.jpg task='<OD>' to=found.png", "")]
  ) { session, arguments, context in
    let (file, task): (String, String) = (arguments.get("file"), arguments.get("task"))
    let predictor = try Predictor(session.configuration, checkpoint: session.checkpoint)
    for fact in predictor.facts { session.onProgress(.fact(fact)) }
    let prediction = try predictor.predict(FilePath(file), task: task, stop: context.stop)
    let path: String? = arguments.find("to")
    if let path { try predictionPicture(prediction, truth: nil).write(to: FilePath(path)) }
    let value: Value = [
      "ids": .list(List(prediction.answer.ids.map { .integer(Int($0)) })), "text": .text(prediction.answer.text),
      "answer": .text(prediction.text), "truncated": .boolean(prediction.answer.isTruncated), "seconds": .number(prediction.seconds),
      "path": path.map { .text($0) } ?? .none,
    ]
    return Output(value, text: prediction.text, pictures: path.map { [$0] } ?? [])
  }
}
