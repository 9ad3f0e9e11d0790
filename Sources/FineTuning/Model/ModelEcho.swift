import Essentials
import Florence
import Images
import Layers
import SystemPackage
import Tasks
import Tensors

/// What a model makes of a drawn picture and two questions about it, from the picture's bytes and the questions' letters on: by this a model
/// that was written is held against the one it was written from.
package struct ModelEcho {
  private let prompts: [[Int32]]
  private let pixels: Tensor
  private let answers: [[Int32]]
  /// The scores of the tokens of each answer, (1, tokens, vocabulary).
  private let scores: [Tensor]

  private static let questions = ["<CAPTION>", "<OD>"]
  private static let answerTokens = 16
  /// How far scores of weights in Float16 may be off, in proportion to the largest: some sixty times what rounding changes a weight by.
  private static let halfTolerance: Float = 0x1p-5
  /// How far those of the same weights may be, which are computed in another order where they are stored in another type.
  private static let tolerance: Float = 1e-4

  /// - Parameter given: the answers whose tokens are scored; nil: the model's own.
  /// - Throws: `Stopped`, and `ModelLimit` for a model without room for a question.
  package init(_ opened: LoadedModel, scoring given: [[Int32]]? = nil, stop: StopToken = .never) throws {
    let model = opened.model
    let pixels = opened.pixels([opened.preprocessing.pixels(of: Self.picture)])
    let room = max(0, model.configuration.text.maximumPositions - opened.imageTokens)
    let prompts = try Self.questions.map { Array(opened.tokenizer.encode(try Task.prompt(forPrefix: $0)).prefix(room)) }
    let settings = GenerationSettings(model.configuration.text, maximumNewTokens: Self.answerTokens)
    (answers, scores) = try Parallel.abandoning(when: stop) {
      let features = try model.imageFeatures(pixels, ForwardPass())
      var (answers, scores): ([[Int32]], [Tensor]) = ([], [])
      for (index, prompt) in prompts.enumerated() {
        let pass = ForwardPass()
        let encoding = try model.encode(features, prompts: TokenBatch([prompt], paddingID: opened.tokenizer.paddingID), pass)
        // The start token is in every answer.
        let own = try model.generate(encoding, settings, stop: stop).map { Array($0.ids.dropFirst()) }
        let scored = given.map { [$0[index]] } ?? own
        answers += own
        scores.append(try model.logits(encoding, labels: TokenBatch(scored, paddingID: opened.tokenizer.paddingID), pass))
      }
      return (answers, scores)
    }
    (self.prompts, self.pixels) = (prompts, pixels)
  }

  /// Blocks of many colours: every part of a picture differs from the others.
  private static let picture: Image = {
    let (width, height, block) = (96, 64, 8)
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        for channel in 0..<3 { pixels.append(UInt8((x / block * 37 + y / block * 101 + channel * 59) % 256)) }
      }
    }
    return Image(width: width, height: height, pixels: pixels)
  }()

  /// Opens what was written in `folder` and asks it the same.
  ///
  /// - Parameter precision: of the weights there.
  /// - Throws: `Faults` that say what differs, and every fault of the files.
  package func verify(_ folder: FilePath, _ precision: DType, stop: StopToken = .never) throws {
    var configuration = Configuration()
    configuration.modelID = folder.string
    let differences = differences(try ModelEcho(LoadedModel.open(configuration), scoring: answers, stop: stop), precision)
    guard differences.isEmpty else {
      throw Faults(
        differences.map {
          Diagnostic(
            .data, "what was written is not the model: \($0)", file: folder.string, hint: "nothing took its place; verify=false writes it")
        })
    }
  }

  private func differences(_ written: ModelEcho, _ precision: DType) -> [String] {
    var found: [String] = []
    if written.pixels.shape != pixels.shape || written.pixels.farthest(from: pixels) > 1e-5 {
      found.append("pictures are prepared otherwise, \(written.pixels.shape) for \(pixels.shape)")
    }
    for (index, question) in Self.questions.enumerated() {
      if written.prompts[index] != prompts[index] {
        found.append("\(question) becomes the tokens \(written.prompts[index]), not \(prompts[index])")
      }
      let isWhole = precision == .float32
      if isWhole, written.answers[index] != answers[index] {
        found.append("the answer to \(question) has the tokens \(written.answers[index]), not \(answers[index])")
      }
      let distance =
        written.scores[index].shape == scores[index].shape ? written.scores[index].farthest(from: scores[index]) : .infinity
      if !(distance <= (isWhole ? Self.tolerance : Self.halfTolerance)) {
        found.append("the scores of the answer to \(question) are off by \(distance) of the largest")
      }
    }
    return found
  }
}

extension Tensor {
  /// The largest difference of two elements, in proportion to the largest of `other`'s; not a number where one of them is none.
  fileprivate func farthest(from other: Tensor) -> Float {
    var (difference, largest): (Float, Float) = (0, .leastNormalMagnitude)
    for place in 0..<count {
      let distance = abs(pointer[place] - other.pointer[place])
      if !(distance <= difference) { difference = distance }
      largest = max(largest, abs(other.pointer[place]))
      if difference.isNaN { return difference }
    }
    return difference / largest
  }
}
