/// An answer as Florence-2's processor writes it: a text, or lists side by side.
extension Answer {
  /// A list with an element for each thing that was found.
  package enum FieldValues: Sendable, Hashable {
    case texts([String])
    /// Coordinates of each: four of a box, eight of a text line.
    case coordinates([[Float]])
    /// Coordinates of each polygon of each.
    case polygons([[[Float]]])
  }

  /// `bboxes` and `labels`, `quad_boxes` and `labels`, `polygons` and `labels`; `bboxes_labels` and `polygons_labels` where there are both.
  /// None of a text, which is written alone.
  package var fields: [(name: String, values: FieldValues)] {
    switch self {
    case .text: []
    case .regions(let regions): [("bboxes", Self.boxes(regions)), ("labels", .texts(regions.map(\.label)))]
    case .textLines(let lines): [("quad_boxes", .coordinates(lines.map(\.corners))), ("labels", .texts(lines.map(\.label)))]
    case .masks(let masks): [("polygons", Self.polygons(masks)), ("labels", .texts(masks.map(\.label)))]
    case .regionsAndMasks(let regions, let masks):
      [
        ("bboxes", Self.boxes(regions)), ("bboxes_labels", .texts(regions.map(\.label))),
        ("polygons", Self.polygons(masks)), ("polygons_labels", .texts(masks.map(\.label))),
      ]
    }
  }

  /// Left, top, right, bottom.
  private static func boxes(_ regions: [Region]) -> FieldValues {
    .coordinates(regions.map { [$0.box.x0, $0.box.y0, $0.box.x1, $0.box.y1] })
  }

  private static func polygons(_ masks: [Mask]) -> FieldValues { .polygons(masks.map(\.polygons)) }
}

extension Answer: Encodable {
  /// Writes the object of its fields, or the text alone.
  public func encode(to encoder: any Encoder) throws {
    if case .text(let text) = self {
      var value = encoder.singleValueContainer()
      return try value.encode(text)
    }
    var object = encoder.container(keyedBy: Key.self)
    for (name, values) in fields {
      switch values {
      case .texts(let texts): try object.encode(texts, forKey: Key(stringValue: name))
      case .coordinates(let numbers): try object.encode(numbers, forKey: Key(stringValue: name))
      case .polygons(let polygons): try object.encode(polygons, forKey: Key(stringValue: name))
      }
    }
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
