import Essentials
import Foundation
import Images

/// Something pointed at in a picture: a box or a polygon with its label.
public struct Mark: Sendable, Hashable {
  /// Who says so.
  public enum Kind: Sendable, Hashable, CaseIterable {
    /// The place that is asked about: a line of dashes and dots.
    case question
    /// The annotation: an unbroken line.
    case truth
    /// The model: a dashed line of another colour.
    case prediction
  }

  /// The corners, in pixels of the picture.
  public var outline: [Point]
  /// Written beside the outline; empty for none.
  public var label: String
  /// Who says so.
  public var kind: Kind
  /// Whether the inside is tinted, as of a mask.
  public var isFilled: Bool
  /// What it is one of, which colours it in a crowd.
  public var category: String
  /// How sure the model is, from 0 to 1, written behind the label; nil where nobody was asked.
  public var score: Float?

  /// A polygon, of the class that its label names unless told otherwise.
  public init(
    polygon outline: [Point], label: String = "", kind: Kind = .truth, isFilled: Bool = false, category: String? = nil, score: Float? = nil
  ) {
    self.outline = outline
    self.label = label
    self.kind = kind
    self.isFilled = isFilled
    self.category = category ?? label
    self.score = score
  }

  /// A box.
  public init(_ box: Box, label: String = "", kind: Kind = .truth, score: Float? = nil) {
    let corners = [(box.x0, box.y0), (box.x1, box.y0), (box.x1, box.y1), (box.x0, box.y1)]
    self.init(polygon: corners.map { Point(x: Double($0), y: Double($1)) }, label: label, kind: kind, score: score)
  }

  /// The label with the score: `cat 0.93`.
  package var text: String { label + (score.map { (label.isEmpty ? "" : " ") + Self.text(ofScore: $0) } ?? "") }

  static func text(ofScore score: Float) -> String { String(format: "%.2f", score) }
}

extension Mark.Kind {
  var color: Color {
    switch self {
    case .question: Color(0x1F5FBF)
    case .truth: Color(0x00855F)
    case .prediction: Color(0xC2410C)
    }
  }

  var dash: [Double] {
    switch self {
    case .question: [8, 2.5, 2, 2.5]
    case .truth: []
    case .prediction: [5, 3]
    }
  }

  var name: String {
    switch self {
    case .question: "question"
    case .truth: "truth"
    case .prediction: "model"
    }
  }
}
