import Datasets
import Essentials
import FineTuning
import Images
import Script
import SystemPackage
import Tasks

extension Command<Session> {
  static let predict = Command(
    "predict", "asks the model about a picture or a sample", group: .measuring,
    parameters: [
      .optional("file", .path, or: "the sample of split= and index=", "a PNG or JPEG file"),
      .named("split", splitType, or: "test, else valid, when only index= is given", "of which split"),
      .named("index", .integer(.atLeast(0)), or: "0 when only split= is given", "which sample, counted from 0"),
      .named("task", .text, or: "\(Task.objectDetection.tag), or the sample's own", "a task's tag, with its question where it has one"),
      .named("to", .path, or: "none is drawn", "a PNG file for the picture with the answer"),
      checkpointParameter,
    ],
    results: [
      ResultField("ids", "as generated, special tokens included"), ResultField("text", "without special tokens"),
      ResultField("answer", "the parsed answer under its task's tag, places in pixels"),
      ResultField("scores", "how sure the model is of each box, from 0 to 1"),
      ResultField("truncated", "whether max_new_tokens cut it"), ResultField("seconds", "the time of the whole, decoding included"),
      ResultField("path", "the picture with the answer"),
    ],
    examples: [
      Example("predict photo.jpg task='<OD>' to=found.png", "a picture"),
      Example("predict split=test index=3", "a sample, with its own question"),
    ],
    suggestions: { _, parameter in parameter == "task" ? TaskChoices.all : [] }
  ) { session, arguments, context in
    let question = try session.question(arguments, stop: context.stop)
    let path: String? = arguments.find("to")
    if let path { try Predictor.check(drawing: FilePath(path), of: question.image) }
    let checkpoint = arguments.find("checkpoint", as: String.self).map { FilePath($0) }
    let predictor = try session.predictor(checkpoint: checkpoint)
    if let warning = predictor.warning(aboutTask: question.task) { session.show(.fact(warning)) }
    let prediction = try predictor.predict(question.image, task: question.task, stop: context.stop)
    let answer = prediction.answer
    var pictures: [Picture] = []
    if let path {
      session.tellMissingLetters(of: [question.task, question.truth?.suffix ?? "", answer.text])
      pictures = [try Picture(predictionPicture(prediction, truth: question.truth), writtenTo: path)]
    }
    let value: Value = [
      "ids": .list(List(answer.ids.map { .integer(Int($0)) })), "text": .text(answer.text),
      "answer": .record(Record([(prediction.answerKey, Value(answer.answer))])),
      "scores": .list(List(answer.confidences.map { .number(Double($0)) })),
      "truncated": .boolean(answer.isTruncated), "seconds": .number(prediction.seconds), "path": path.map { .text($0) } ?? .none,
    ]
    var display = prediction.display
    if let truth = question.truth { display.append(try prediction.display(ofTarget: truth.suffix)) }
    return Output(value, display: display, pictures: pictures)
  }
}

extension Session {
  /// What `predict` is asked about.
  fileprivate func question(
    _ arguments: Arguments, stop: StopToken
  ) throws -> (image: ImageSource, task: String, truth: Sample?) {
    let task: String? = arguments.find("task")
    let (split, index): (String?, Int?) = (arguments.find("split"), arguments.find("index"))
    if let file: String = arguments.find("file") {
      guard split == nil, index == nil else {
        throw ArgumentFault("file", "a file is given and a sample too", hint: "give either FILE, or split= and index=")
      }
      return (.file(FilePath(file)), task ?? Task.objectDetection.tag, nil)
    }
    guard split != nil || index != nil else {
      throw Faults(.value, "nothing is asked about", hint: "give a picture, or a sample: predict split=test index=3")
    }
    let name = try split ?? requireDataset(stop: stop).evaluation?.name.rawValue ?? "train"
    let sample = try sample(name, index ?? 0, stop: stop).sample
    return (sample.image, task ?? sample.prefix, task == nil ? sample : nil)
  }
}
