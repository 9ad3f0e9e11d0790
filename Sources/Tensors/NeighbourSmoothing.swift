import Foundation

/// Classes that are numbers on a line, of which a label is shared with its neighbours: label b becomes the distribution q over the classes
/// k with q(k) proportional to exp(-(k - b)² / (2 deviation²)), cut off four deviations away.
///
/// Source: Gaussian soft labels, as in Gao et al., "Deep Label Distribution Learning with Label Ambiguity", 3.2.
package struct NeighbourSmoothing: Sendable, Hashable {
  /// The classes; all other labels stay as they are.
  package let classes: Range<Int>
  /// In classes; more than 0.
  package let deviation: Double

  package init(classes: Range<Int>, deviation: Double) {
    precondition(deviation > 0, "a deviation of \(deviation) shares nothing")
    self.classes = classes
    self.deviation = deviation
  }

  /// The classes that share a label, and the share of each; nil when the label is not one of them.
  func shares(of label: Int) -> (classes: Range<Int>, shares: [Double])? {
    guard classes.contains(label) else { return nil }
    let reach = Int((4 * deviation).rounded(.up))
    let near = (label - reach..<label + reach + 1).clamped(to: classes)
    let weights = near.map { exp(-pow(Double($0 - label) / deviation, 2) / 2) }
    let sum = weights.reduce(0, +)
    return (near, weights.map { $0 / sum })
  }
}
