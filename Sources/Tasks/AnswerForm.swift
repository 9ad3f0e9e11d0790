/// What the answers to a task look like.
public enum AnswerForm: Sendable, Hashable {
  /// A text alone.
  case text
  /// Boxes, four locations each.
  case regions(Labels)
  /// Lines of text, each with the eight locations of its corners behind it.
  case textLines
  /// Polygons of any number of corners.
  case masks
  /// Boxes with names, or polygons with names where the answer has polygon marks.
  case regionsOrMasks

  /// What stands before the locations of a box.
  public enum Labels: Sendable, Hashable {
    /// Nothing.
    case none
    /// What is in it.
    case names
    /// The phrase that it belongs to; phrases that name nothing, such as `it`, have no box.
    case phrases
  }

  /// Whether boxes are what is scored in an answer; otherwise its text is.
  package var hasBoxes: Bool {
    switch self {
    case .regions, .regionsOrMasks: true
    case .text, .textLines, .masks: false
    }
  }

  /// Whether every label has its places behind it: boxes or quadrilaterals.
  package var placesLabels: Bool { hasBoxes || self == .textLines }

  /// The locations of one region; nil where any number may follow one another.
  var locationsPerRegion: Int? {
    switch self {
    case .regions: 4
    case .textLines: 8
    case .text, .masks, .regionsOrMasks: nil
    }
  }

  /// Whether a text must stand before the locations.
  var needsLabel: Bool {
    switch self {
    case .regions(let labels): labels != .none
    case .textLines: true
    case .text, .masks, .regionsOrMasks: false
    }
  }
}
