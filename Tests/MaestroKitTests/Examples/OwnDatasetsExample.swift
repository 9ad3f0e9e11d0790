import Foundation
import MaestroKit

struct QuestionTable: SampleSource {
  let name: String
  let rows: [[String]]

  init(_ path: String) throws {
    name = path
    rows = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { $0.components(separatedBy: "\t") }
  }

  func samples(of split: DatasetSplit.Name) -> [Sample] {
    let own = rows.enumerated().filter { split == ($0.offset % 5 == 4 ? .valid : .train) }
    return own.map { Sample(image: $0.element[0], prefix: "<VQA>\($0.element[1])", suffix: $0.element[2]) }
  }
}

struct Colours: SampleSource {
  let name = "colours"
  let all: [(name: String, red: UInt8, green: UInt8, blue: UInt8)]

  func samples(of split: DatasetSplit.Name) -> [Sample] {
    all.map { colour in
      let bytes = [[UInt8]](repeating: [colour.red, colour.green, colour.blue], count: 64 * 64)
      let image = Image(width: 64, height: 64, pixels: Array(bytes.joined()))
      return Sample(image: .pixels(image, name: colour.name), prefix: "<CAPTION>", suffix: colour.name)
    }
  }
}

func detectionSample(_ image: String, width: Int, height: Int, objects: [(label: String, box: Box)]) -> Sample {
  let places = objects.map { label, box in
    let edges = [(box.x0, width), (box.y0, height), (box.x1, width), (box.y1, height)]
    return label + edges.map { LocationGrid.token(LocationGrid.bin(of: $0, size: $1)) }.joined()
  }
  return Sample(image: image, prefix: "<OD>", suffix: places.joined())
}

/// The article of that name.
enum OwnDatasetsExample {
  static func run() throws {
    let questions = try QuestionTable("questions.tsv")
    var configuration = Configuration(epochs: 1, metrics: [WordErrorRate()])
    configuration.modelID = "nano"
    let report = try train(configuration, on: questions)
    let result = try evaluate(configuration, on: questions, checkpoint: report.folder.path.string)
    print(result.values["wer"] ?? .nan)
  }
}
