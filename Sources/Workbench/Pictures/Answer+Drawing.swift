import Images
import Plots
import Tasks

extension Answer {
  /// What is drawn over the picture: boxes, the quadrangles of text lines, and the polygons of masks; nothing for a text.
  ///
  /// - Parameter scores: of each box, as `SampleAnswer.confidences` has them; empty where nobody knows.
  package func marks(_ kind: Mark.Kind, scores: [Float] = []) -> [Mark] {
    switch self {
    case .text: []
    case .regions(let regions): Self.marks(regions, kind, scores)
    case .textLines(let lines): lines.map { Mark(polygon: Self.points($0.corners), label: $0.label, kind: kind) }
    case .masks(let masks): Self.marks(masks, kind)
    case .regionsAndMasks(let regions, let masks): Self.marks(regions, kind, scores) + Self.marks(masks, kind)
    }
  }

  private static func marks(_ regions: [Region], _ kind: Mark.Kind, _ scores: [Float]) -> [Mark] {
    regions.enumerated().map { index, region in
      Mark(region.box, label: region.label, kind: kind, score: scores.indices.contains(index) ? scores[index] : nil)
    }
  }

  /// Of an object in several pieces the largest alone is labelled; a piece without a point is none.
  private static func marks(_ masks: [Mask], _ kind: Mark.Kind) -> [Mark] {
    masks.flatMap { mask in
      let pieces = mask.polygons.map(points).filter { !$0.isEmpty }
      let largest = pieces.indices.max { area(pieces[$0]) < area(pieces[$1]) }
      return pieces.indices.map { index in
        Mark(polygon: pieces[index], label: index == largest ? mask.label : "", kind: kind, isFilled: true, category: mask.label)
      }
    }
  }

  private static func area(_ corners: [Point]) -> Double {
    let twice = zip(corners, corners.dropFirst() + corners.prefix(1)).reduce(0) { $0 + $1.0.x * $1.1.y - $1.1.x * $1.0.y }
    return abs(twice) / 2
  }

  /// Points of x, y, x, y, ...
  static func points(_ coordinates: [Float]) -> [Point] {
    stride(from: 0, to: coordinates.count - 1, by: 2).map { Point(x: Double(coordinates[$0]), y: Double(coordinates[$0 + 1])) }
  }

  /// The answer in words, for beneath the picture: a text as it is, otherwise what was found and how often.
  package var words: String {
    switch self {
    case .text(let text): text.isEmpty ? "(nothing)" : text
    case .regions(let regions): Self.counted(regions.map(\.label))
    case .textLines(let lines): lines.isEmpty ? "nothing" : lines.map(\.label).joined(separator: " · ")
    case .masks(let masks): Self.counted(masks.map(\.label))
    case .regionsAndMasks(let regions, let masks): Self.counted(regions.map(\.label) + masks.map(\.label))
    }
  }

  /// `2 circle, square`.
  private static func counted(_ labels: [String]) -> String {
    if labels.isEmpty { return "nothing" }
    var counts: [(label: String, count: Int)] = []
    for label in labels.map({ $0.isEmpty ? "region" : $0 }) {
      if let index = counts.firstIndex(where: { $0.label == label }) { counts[index].count += 1 } else { counts.append((label, 1)) }
    }
    return counts.map { $0.count == 1 ? $0.label : "\($0.count) \($0.label)" }.joined(separator: ", ")
  }
}
