import Images

/// The colours of marks: who says so has one, and in a crowd each class.
package struct MarkColors {
  /// With more marks of one kind in a picture, classes are what the eye looks for.
  private static let crowd = 8
  /// Dark enough for white letters on them, and told apart by most people who see colours differently.
  private static let palette = [
    0x0072B2, 0xC84E00, 0x007A5A, 0xA8327D, 0x8A6100, 0x5B3FD6, 0xB3132B, 0x2B2B2B, 0x1383B5, 0x4F7A00,
  ].map(Color.init)
  /// Of more classes colours would say nothing.
  private static let classLimit = 2 * palette.count

  private let classes: [String: Int]

  /// Colours for pictures that are seen together.
  package init(of pictures: [[Mark]]) {
    let isCrowd = pictures.contains { marks in
      Mark.Kind.allCases.contains { kind in marks.count { $0.kind == kind && !$0.category.isEmpty } > Self.crowd }
    }
    let names = Set(pictures.joined().filter { $0.kind != .question && !$0.category.isEmpty }.map(\.category))
    classes =
      isCrowd && (2...Self.classLimit).contains(names.count)
      ? Dictionary(uniqueKeysWithValues: names.sorted().enumerated().map { ($0.element, $0.offset) }) : [:]
  }

  /// Whether colours say what something is, not who says so.
  package var areByClass: Bool { !classes.isEmpty }

  package subscript(mark: Mark) -> Color {
    guard mark.kind != .question, let place = classes[mark.category] else { return mark.kind.color }
    return Self.palette[place % Self.palette.count]
  }
}
