import Datasets
import Essentials
import Florence
import Images
import Scoring
import Tasks
import Tokenization

/// The model's answer to one sample: what it generated, and what that means.
public struct SampleAnswer: Sendable {
  /// As generated, special tokens included.
  public let ids: [Int32]
  /// The generated text, without `<s>`, `</s>` and `<pad>`.
  public let text: String
  /// In the form that the task asks for, places in pixels of the picture.
  public let answer: Answer
  /// Whether the limit on new tokens ended the answer before the model would have.
  public let isTruncated: Bool
  /// How sure the model is of each box of the answer, by the probabilities of its tokens: from 0 to 1. Empty where there is no box.
  public let confidences: [Float]

  init(_ generated: GeneratedAnswer, tag: String?, imageSize: ImageSize, _ tokenizer: Tokenizer) {
    ids = generated.ids
    isTruncated = generated.isTruncated
    let decoded = tokenizer.decode(generated.ids)
    text = AnswerParser.plainText(decoded)
    answer = AnswerParser.parse(decoded, tag: tag, width: imageSize.width, height: imageSize.height)
    let boxes = answer.detections.count
    let tokens = zip(generated.ids, generated.probabilities).map {
      Confidence.Token(bytes: tokenizer.bytes(of: $0), probability: $1)
    }
    let confidences = boxes == 0 ? [] : Confidence.ofRegions(tokens, tag: tag)
    // Ordinary tokens may spell `<s>`, which is taken out of the text: then it is not told which token is of which box.
    self.confidences = confidences.count == boxes ? confidences : Array(repeating: 1, count: boxes)
  }

  /// The answer beside its target, the sample's suffix.
  ///
  /// - Parameter hasConfidences: whether detections are ranked by `confidences`; otherwise all are equally sure, as in the original trainer.
  func scored(against sample: Sample, imageSize: ImageSize, hasConfidences: Bool) -> ScoredAnswer {
    let target = AnswerParser.parse(
      sample.suffix, tag: sample.tag, width: imageSize.width, height: imageSize.height)
    var detections = answer.detections
    if hasConfidences {
      for index in detections.indices { detections[index].score = confidences[index] }
    }
    return ScoredAnswer(
      target: AnswerParser.plainText(sample.suffix), prediction: text, targetDetections: target.detections,
      predictedDetections: detections, isUnparsed: answer.locatesNothing && !text.isEmpty, isTruncated: isTruncated)
  }
}

extension Answer {
  /// The boxes of an answer as detections; none for tasks that locate nothing.
  var detections: [Detection] {
    switch self {
    case .regions(let regions), .regionsAndMasks(let regions, _): regions.map { Detection(box: $0.box, label: $0.label) }
    case .text, .textLines, .masks: []
    }
  }
}
