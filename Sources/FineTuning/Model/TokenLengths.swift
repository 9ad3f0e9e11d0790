import Datasets
import Essentials

/// How many tokens the prompts and answers of a split have.
package struct TokenLengths {
  /// Over all samples of the split.
  package struct Lengths: Sendable, Hashable {
    package let shortest: Int
    package let longest: Int
    package let mean: Double

    fileprivate init(_ counts: [Int]) {
      shortest = counts.min() ?? 0
      longest = counts.max() ?? 0
      mean = Double(counts.reduce(0, +)) / Double(max(1, counts.count))
    }
  }

  package let prompt: Lengths
  package let answer: Lengths
  /// Prefixes that their tasks do not allow, of which no prompt is made.
  package let refused: Int

  /// As the model reads them, special tokens included.
  ///
  /// - Throws: `Stopped`.
  package init(_ split: DatasetSplit, read opened: LoadedModel, stop: StopToken = .never) throws {
    let encoder = SampleEncoder(opened)
    var (prompts, answers): ([Int], [Int]) = ([], [])
    for sample in split.samples {
      try stop.check()
      if let prompt = try? encoder.prompt(sample.prefix) { prompts.append(prompt.count) }
      answers.append(encoder.label(sample.suffix).count)
    }
    (prompt, answer, refused) = (Lengths(prompts), Lengths(answers), split.samples.count - prompts.count)
  }
}
