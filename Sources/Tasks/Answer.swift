import Essentials

/// What the model says about an image, in the form that its task asks for. Coordinates are pixels.
public enum Answer: Sendable, Hashable {
  /// Boxes with what is in them.
  public struct Region: Sendable, Hashable {
    /// Corners as the model gave them; a weak model may turn a box inside out.
    public var box: Box
    /// Empty for region proposals.
    public var label: String

    /// A box with its label.
    public init(box: Box, label: String) {
      self.box = box
      self.label = label
    }
  }

  /// A line of text with the four corners around it: x and y of each, eight numbers.
  public struct TextLine: Sendable, Hashable {
    /// x and y of the four corners.
    public var corners: [Float]
    /// What is written there.
    public var label: String

    /// A line of text in its corners.
    public init(corners: [Float], label: String) {
      self.corners = corners
      self.label = label
    }
  }

  /// One object as one polygon or several, each a list of x, y, x, y, ...
  public struct Mask: Sendable, Hashable {
    /// x and y of each point, polygon by polygon.
    public var polygons: [[Float]]
    /// Empty where the task names nothing.
    public var label: String

    /// An object with its outline.
    public init(polygons: [[Float]], label: String) {
      self.polygons = polygons
      self.label = label
    }
  }

  /// A caption, the text in the image, the answer to a question.
  case text(String)
  /// Detection, dense captions, proposals, grounding.
  case regions([Region])
  /// Text with its places.
  case textLines([TextLine])
  /// Segmentation.
  case masks([Mask])
  /// Open-vocabulary detection, which answers with either.
  case regionsAndMasks([Region], [Mask])
}

extension Answer {
  /// Whether a task that locates things has located none.
  package var locatesNothing: Bool {
    switch self {
    case .text: false
    case .regions(let regions): regions.isEmpty
    case .textLines(let lines): lines.isEmpty
    case .masks(let masks): masks.isEmpty
    case .regionsAndMasks(let regions, let masks): regions.isEmpty && masks.isEmpty
    }
  }
}
