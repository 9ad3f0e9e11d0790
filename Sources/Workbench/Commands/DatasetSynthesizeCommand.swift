import Datasets
import Files
import Foundation
import Images
import Script
import SystemPackage

extension Command<Session> {
  static let datasetSynthesize = Command(
    "dataset synthesize", "draws a dataset", group: .data,
    details: """
      The styles: \(SyntheticDataset.allStyles.map { "\($0.name), \($0.summary)" }.joined(separator: "; ")). Words can be read in \(styles { $0.hasText }), nowhere else. A folder that holds the very same dataset already is left as it is; any \
      other folder at PATH is an error.
      """,
    parameters: [
      .required("path", .path, "the new folder"),
      .named(
        "questions", .integer(.between(1, 100)), or: "1; 2 with several tasks",
        "the most questions about a picture, and the most things to find in it; fewer where it gives no occasion for more"),
      .named(
        "samples", .list(of: .integer(.between(0, 1_000_000))), or: "200",
        "pictures in all, three fifths to train on and a fifth each to judge by; or their numbers, [300, 40, 120]"),
      .named("seed", .integer(.atLeast(0)), default: 42, "another seed draws other pictures"),
      .named(
        "size", .integer(.between(Double(SyntheticDataset.extents.lowerBound), Double(SyntheticDataset.extents.upperBound))),
        or: "128, shapes 160 x 120", "pixels a side"),
      .named(
        "style", .list(of: .choice(SyntheticDataset.allStyles.map { Choice($0.name, $0.summary) })), or: SyntheticDataset.allStyles[0].name,
        "what is drawn; of several styles, a picture of each in turn"),
      .named(
        "task", .list(of: .choice(SceneTask.allCases.map { Choice($0.rawValue, $0.summary) } + [everything])),
        or: SceneTask.detection.rawValue, "what is asked about it; of several tasks those that the style has"),
    ],
    results: [
      ResultField("train", "pictures to train on"), ResultField("valid", "pictures to judge training by"),
      ResultField("test", "pictures to judge the trained model by"),
    ],
    examples: [
      Example("dataset synthesize ./shapes samples=50 seed=7", "fifty pictures of shapes"),
      Example("dataset synthesize ./scenes samples=1000 style=[cards, signs] task=all", "all that there is to ask about both"),
      Example("dataset synthesize ./chess samples=[30, 5, 10] style=chess task=vqa", "questions about chess pieces"),
    ]
  ) { _, arguments, context in
    let path = FilePath(arguments.get("path", as: String.self))
    let (seed, side): (Int, Int?) = (arguments.get("seed"), arguments.find("size"))
    let (styles, tasks) = try asked(of: arguments)
    let questions: Int? = arguments.find("questions")
    if questions != nil, !tasks.contains(where: \.isRepeatable) {
      throw ArgumentFault("questions", "there are no questions in these tasks", hint: "task=vqa, task=grounding or task=all")
    }
    let counts = try counts(arguments.find("samples") ?? [200])
    let dataset = SyntheticDataset(
      styles: styles, tasks: tasks, questions: questions, counts: counts, size: side.map { ImageSize(width: $0, height: $0) },
      seed: UInt64(seed))
    let recipe = path.appending("synthetic.txt")
    let asked = tasks.map(\.rawValue).joined(separator: ",") + (questions.map { " questions=\($0)" } ?? "")
    let description = """
      style=\(styles.map(\.name).joined(separator: ",")) task=\(asked) samples=[\(counts.train), \(counts.valid), \(counts.test)] \
      size=\(dataset.size.width)x\(dataset.size.height) seed=\(seed)

      """
    if (try? String(contentsOfFile: recipe.string, encoding: .utf8)) != description {
      try dataset.write(to: path, stop: context.stop)
      try AtomicFile.write(Array(description.utf8), to: recipe)
    }
    let value: Value = ["train": .integer(counts.train), "valid": .integer(counts.valid), "test": .integer(counts.test)]
    return Output(value, text: "\(path): train \(counts.train), valid \(counts.valid), test \(counts.test)")
  }

  private static let everything = Choice("all", "each of these that the style has")

  private static func asked(of arguments: Arguments) throws -> ([any SceneStyle], [SceneTask]) {
    let names: [String] = arguments.find("style") ?? [SyntheticDataset.allStyles[0].name]
    let styles = names.compactMap { name in SyntheticDataset.allStyles.first { $0.name == name } }
    guard !styles.isEmpty else { throw ArgumentFault("style", "there must be a style", hint: "styles: \(Self.styles { _ in true })") }
    let asked: [String] = arguments.find("task") ?? [SceneTask.detection.rawValue]
    guard !asked.isEmpty else { throw ArgumentFault("task", "there must be a task") }
    let tasks = SceneTask.allCases.filter { asked.contains($0.rawValue) || asked.contains(everything.name) }
    if let unfit = styles.first(where: { $0.tasks(among: tasks).isEmpty }) {
      throw ArgumentFault("task", "\(unfit.name) has no text to read", hint: "styles with text: \(Self.styles { $0.hasText })")
    }
    return (styles, tasks)
  }

  /// One number is shared among the splits; three are theirs.
  private static func counts(_ samples: [Int]) throws -> SyntheticDataset.Counts {
    switch samples.count {
    case 1 where samples[0] >= 5: return SyntheticDataset.Counts(total: samples[0])
    case 3 where samples[0] >= 1: return SyntheticDataset.Counts(train: samples[0], valid: samples[1], test: samples[2])
    case 1: throw ArgumentFault("samples", "\(samples[0]) pictures cannot be shared among three splits", hint: "it takes five")
    case 3: throw ArgumentFault("samples", "there is nothing to train on")
    default:
      throw ArgumentFault(
        "samples", "is a number of pictures, or three for train, valid and test", hint: "samples=200 or samples=[300, 40, 120]")
    }
  }

  private static func styles(_ where: (any SceneStyle) -> Bool) -> String {
    SyntheticDataset.allStyles.filter(`where`).map(\.name).joined(separator: " and ")
  }
}
