import MaestroKit

// What the comments of public declarations show.

struct Silence: Metric {
  func compute(_ answers: [ScoredAnswer]) -> Scores {
    ["silence": Double(answers.count { $0.prediction.isEmpty }) / Double(answers.count)]
  }
}

struct Inventory: SampleSource {
  let name = "inventory"
  let photos: [(file: String, part: String)]

  func samples(of split: DatasetSplit.Name) -> [Sample] {
    let own = split == .train ? photos.dropLast(20) : split == .test ? photos.suffix(20) : []
    return own.map { Sample(image: $0.file, prefix: "<CAPTION>", suffix: "a \($0.part)") }
  }
}

func useFunctions(_ configuration: Configuration, _ photo: [UInt8]) throws {
  let report = try train(Configuration(dataset: "cards", epochs: 10, batchSize: 8, learningRate: 5e-6))
  print(report.folder.best)

  let result = try evaluate(configuration, checkpoint: report.folder.best.string)
  print(result.values)

  let prediction = try predict("photo.jpg", task: "<OD>", with: configuration, checkpoint: report.folder.best.string)
  print(prediction.text)

  let answer = try predict(on: .encoded(photo), task: "<OD>", with: configuration).answer
  print(answer.text)

  try export(configuration, checkpoint: report.folder.best.string, to: "merged", layout: .transformers)
}
