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

/// As Florence-2's processor writes answers: a text, or lists side by side (`bboxes` and `labels`, `quad_boxes` and `labels`, `polygons`
/// and `labels`; `bboxes_labels` and `polygons_labels` where there are both).
extension Answer: Encodable {
  private enum CodingKeys: String, CodingKey {
    case bboxes, polygons, labels
    case quadBoxes = "quad_boxes"
    case regionLabels = "bboxes_labels"
    case maskLabels = "polygons_labels"
  }

  /// Writes the object, or the text alone.
  public func encode(to encoder: any Encoder) throws {
    if case .text(let text) = self {
      var value = encoder.singleValueContainer()
      return try value.encode(text)
    }
    var object = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .text: break
    case .regions(let regions):
      try object.encode(regions.map(\.corners), forKey: .bboxes)
      try object.encode(regions.map(\.label), forKey: .labels)
    case .textLines(let lines):
      try object.encode(lines.map(\.corners), forKey: .quadBoxes)
      try object.encode(lines.map(\.label), forKey: .labels)
    case .masks(let masks):
      try object.encode(masks.map(\.polygons), forKey: .polygons)
      try object.encode(masks.map(\.label), forKey: .labels)
    case .regionsAndMasks(let regions, let masks):
      try object.encode(regions.map(\.corners), forKey: .bboxes)
      try object.encode(regions.map(\.label), forKey: .regionLabels)
      try object.encode(masks.map(\.polygons), forKey: .polygons)
      try object.encode(masks.map(\.label), forKey: .maskLabels)
    }
  }
}

extension Answer.Region {
  /// Left, top, right, bottom.
  fileprivate var corners: [Float] { [box.x0, box.y0, box.x1, box.y1] }
}
