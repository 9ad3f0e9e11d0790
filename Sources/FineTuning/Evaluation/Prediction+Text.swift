import Essentials
import Files
import Foundation
import Images
import Tasks

extension Prediction {
  /// One line for a person: the picture, then what was found in it, with everything written out that a terminal would obey.
  public var text: String { "\(image): \(answer.answer.line)".visible + (answer.isTruncated ? " (cut at max_new_tokens)" : "") }

  /// A suffix for the same prefix, read as the model's is.
  ///
  /// - Throws: an unreadable picture.
  package func target(_ suffix: String) throws -> Answer {
    let size = try Image.size(of: image)
    return AnswerParser.parse(suffix, tag: Task.tag(ofPrefix: task), width: size.width, height: size.height)
  }

  /// The tag by which the answer is parsed, otherwise the whole prefix: the key of the answer, as Florence-2's processor has it.
  public var answerKey: String { Task.tag(ofPrefix: task) ?? task }

  /// One line for a program, of an answer that was not drawn.
  public var json: String { json(drawing: nil) }

  /// One line for a program: a JSON object with `image`, `task`, `ids`, `text`, `answer`, `truncated` and `seconds`.
  ///
  /// The answer is the dictionary of Florence-2's processor: `{"<OD>":{"bboxes":[[1,2,3,4]],"labels":["car"]}}`.
  /// An answer with boxes has `scores` beside it, how sure the model is of each.
  /// - Parameter drawing: the picture that was drawn; then the object has `path` too.
  public func json(drawing: String?) -> String {
    let line = PredictionLine(
      image: image.name, task: task, ids: answer.ids, text: answer.text, answer: [answerKey: answer.answer],
      truncated: answer.isTruncated,
      seconds: seconds, path: drawing,
      scores: answer.confidences.isEmpty ? nil : answer.confidences)
    return (try? EncodedJSON.text(of: line)) ?? "{}"
  }
}

private struct PredictionLine: Encodable {
  let image: String
  let task: String
  let ids: [Int32]
  let text: String
  let answer: [String: Answer]
  let truncated: Bool
  let seconds: Double
  let path: String?
  let scores: [Float]?
}

extension Answer {
  /// The answer in one line.
  var line: String {
    switch self {
    case .text(let text): text
    case .regions(let regions): list(regions.map(\.line))
    case .textLines(let lines): list(lines.map { "\($0.label) at \(numbers($0.corners))" })
    case .masks(let masks): list(masks.map(\.line))
    case .regionsAndMasks(let regions, let masks): list(regions.map(\.line) + masks.map(\.line))
    }
  }

  private func list(_ items: [String]) -> String { items.isEmpty ? "nothing" : items.joined(separator: "; ") }
}

extension Answer.Region {
  fileprivate var line: String { (label.isEmpty ? "" : label + " ") + "at " + numbers([box.x0, box.y0, box.x1, box.y1]) }
}

extension Answer.Mask {
  fileprivate var line: String { (label.isEmpty ? "" : label + " ") + "at " + polygons.map(numbers).joined(separator: ", ") }
}

private func numbers(_ values: [Float]) -> String { "[" + values.map { String(format: "%.1f", $0) }.joined(separator: ", ") + "]" }
