import Foundation
import Tasks

/// How sure a model is of each region of an answer, by the probabilities of the tokens that spell it.
public enum Confidence {
  /// A generated token: the bytes it stands for, and the probability the model gave it.
  public struct Token: Sendable, Hashable {
    /// Empty for one that stands for nothing.
    public var bytes: [UInt8]
    /// From 0 to 1.
    public var probability: Float

    /// A token.
    public init(bytes: [UInt8], probability: Float) {
      self.bytes = bytes
      self.probability = probability
    }
  }

  /// A number from 0 to 1 for each region that `AnswerParser` finds in the text of `tokens`: the geometric mean of the probabilities of the
  /// tokens of its label and of its own four locations. Boxes that share a label differ by their locations.
  ///
  /// Empty for tasks that do not answer with boxes.
  public static func ofRegions(_ tokens: [Token], tag: String?) -> [Float] {
    var text: [UInt8] = []
    var pieces: [(range: Range<Int>, probability: Float)] = []
    for token in tokens where !AnswerParser.frame.contains(token.bytes) && !token.bytes.isEmpty {
      pieces.append((text.count..<text.count + token.bytes.count, token.probability))
      text += token.bytes
    }
    return AnswerParser.regionPlaces(inBytes: text, tag: tag).map { places in
      mean(pieces.lazy.filter { piece in places.contains { $0.overlaps(piece.range) } }.map(\.probability))
    }
  }

  /// The geometric mean; 1 of none.
  private static func mean(_ probabilities: some Sequence<Float>) -> Float {
    var (sum, count) = (0.0, 0)
    for probability in probabilities {
      sum += log(Double(probability))
      count += 1
    }
    return count == 0 ? 1 : Float(min(1, exp(sum / Double(count))))
  }
}
