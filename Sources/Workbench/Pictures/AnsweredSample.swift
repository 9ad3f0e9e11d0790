import Datasets
import FineTuning
import Images
import Plots
import Tasks

/// A picture with its question, the answer that is wanted, and the model's: what is drawn over it and written beneath it.
package struct AnsweredSample {
  package let marks: [Mark]
  package let caption: Caption

  /// - Parameters:
  ///   - prefix: the question.
  ///   - suffix: the answer that is wanted; nil where nobody knows.
  ///   - answer: the model's; nil where it was not asked.
  ///   - size: of the picture in pixels.
  package init(prefix: String, suffix: String?, answer: SampleAnswer?, size: ImageSize) {
    let truth = suffix.map { AnswerParser.parse($0, tag: Task.tag(ofPrefix: prefix), width: size.width, height: size.height) }
    let truthMarks = truth?.marks(.truth) ?? []
    let answerMarks = answer.map { $0.answer.marks(.prediction, scores: $0.confidences) } ?? []
    marks = Self.question(prefix, size, answers: [truth, answer?.answer]) + truthMarks + answerMarks
    var paragraphs = [Caption.Paragraph(prefix, .faint)]
    if let truth {
      // Of what is drawn with its label, or with a number and a legend, the picture says as much; lines of text are read one after the other.
      let isDrawn = if case .textLines = truth { false } else { !truthMarks.isEmpty }
      if answer != nil { paragraphs.append(.init("truth: " + truth.words)) } else if !isDrawn { paragraphs.append(.init(truth.words)) }
    }
    if let answer {
      let words = (truth == nil ? "" : "model: ") + answer.answer.words + (answer.isTruncated ? " (cut at max_new_tokens)" : "")
      paragraphs.append(.init(words, Self.tone(of: answer.answer, beside: truth)))
    }
    caption = Caption(paragraphs)
  }

  /// The places that the question names; a lone text is written at a lone place.
  private static func question(_ prefix: String, _ size: ImageSize, answers: [Answer?]) -> [Mark] {
    let places = AnswerParser.places(inPrefix: prefix, width: size.width, height: size.height)
    let texts = answers.compactMap { answer -> String? in if case .text(let text)? = answer { text } else { nil } }
    let label = places.count == 1 && texts.count == 1 ? texts[0] : ""
    return places.map { Mark(polygon: Answer.points($0), label: label, kind: .question) }
  }

  /// Texts are the same or they are not; of places the picture tells more.
  private static func tone(of answer: Answer, beside truth: Answer?) -> Caption.Paragraph.Tone {
    guard case .text(let given) = answer, case .text(let wanted)? = truth else { return .plain }
    return given == wanted ? .right : .wrong
  }
}
