import Datasets
import Essentials
import Florence
import Images
import Scoring
import Tokenization

/// The model's answer to one sample: what it generated, and what that means.
public struct SampleAnswer: Sendable {
  /// As generated, special tokens included.
  public let ids: [Int32]
  /// The generated text, without `<s>`, `</s>` and `<pad>`.
  public let text: String
  /// In the form that the task asks for, places in pixels of the picture.
  public let answer: Florence.Answer
  /// Whether the limit on new tokens ended the answer before the model would have.
  public let isTruncated: Bool

  init(_ generated: GeneratedAnswer, task tag: String?, imageSize: ImageSize, _ tokenizer: Tokenizer) {
    ids = generated.ids
    isTruncated = generated.isTruncated
    let decoded = tokenizer.decode(generated.ids)
    text = AnswerParser.plainText(decoded)
    answer = AnswerParser.parse(decoded, tag: tag, width: imageSize.width, height: imageSize.height)
  }

  /// The answer beside the one that the dataset wants.
  func scored(against sample: Sample, imageSize: ImageSize) -> ScoredAnswer {
    let wanted = AnswerParser.parse(
      sample.suffix, tag: TaskPrompt.tag(ofPrefix: sample.prefix), width: imageSize.width, height: imageSize.height)
    return ScoredAnswer(
      target: AnswerParser.plainText(sample.suffix), prediction: text, targetDetections: wanted.detections,
      predictedDetections: answer.detections)
  }
}

extension Florence.Answer {
  /// The boxes of an answer as detections; none for tasks that locate nothing.
  var detections: [Detection] {
    switch self {
    case .regions(let regions), .regionsAndMasks(let regions, _): regions.map { Detection(box: $0.box, label: $0.label) }
    case .text, .textLines, .masks: []
    }
  }
}
