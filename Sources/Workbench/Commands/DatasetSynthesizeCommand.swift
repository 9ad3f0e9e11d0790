import Datasets
import Essentials
import Foundation
import Images
import Script
import SystemPackage

extension Command<Session> {
  static let datasetSynthesize = Command(
    "dataset synthesize", "draws a dataset",
    details: "A folder that holds the very same dataset already is left as it is; any other folder at PATH is an error.",
    parameters: [
      .required("path", .path, "the new folder"),
      .named(
        "samples", .integer(.between(5, 1_000_000)), default: 200, "pictures in all; three fifths to train on, a fifth each to judge by"),
      .named("seed", .integer(.atLeast(0)), default: 42, "another seed draws other pictures"),
      .named(
        "style", .choice(SyntheticDataset.styles.map { Choice($0.name, "") }), default: .text(SyntheticDataset.styles[0].name),
        "what is drawn"),
    ],
    results: [
      ResultField("train", "samples to train on"), ResultField("valid", "samples to judge training by"),
      ResultField("test", "samples to judge the trained model by"),
    ],
    examples: [Example("dataset synthesize ./shapes samples=50 seed=7", "fifty pictures of shapes")]
  ) { _, arguments, context in
    let path = FilePath(arguments.get("path", as: String.self))
    let counts = SyntheticDataset.Counts(total: arguments.get("samples"))
    let (seed, name): (Int, String) = (arguments.get("seed"), arguments.get("style"))
    guard let style = SyntheticDataset.styles.first(where: { $0.name == name }) else {
      throw ArgumentFault("style", "there is no style \(name)")
    }
    let dataset = SyntheticDataset(style: style, counts: counts, seed: UInt64(seed))
    let recipe = path.appending("synthetic.txt")
    let description = "style=\(name) samples=\(counts.train + counts.valid + counts.test) seed=\(seed)\n"
    if (try? String(contentsOfFile: recipe.string, encoding: .utf8)) != description {
      try dataset.write(to: path, stop: context.stop)
      try AtomicFile.write(Array(description.utf8), to: recipe)
    }
    let value: Value = ["train": .integer(counts.train), "valid": .integer(counts.valid), "test": .integer(counts.test)]
    return Output(value, text: "\(path): train \(counts.train), valid \(counts.valid), test \(counts.test)")
  }
}
