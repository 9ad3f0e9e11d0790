import Florence
import Script

extension Value {
  /// A parsed answer as Florence-2's processor writes it: a text, or lists side by side.
  init(_ answer: Florence.Answer) {
    func numbers(_ values: [Float]) -> Value { .list(List(values.map { .number(Double($0)) })) }
    func list<Element>(_ elements: [Element], _ value: (Element) -> Value) -> Value { .list(List(elements.map(value))) }
    func boxes(_ regions: [Answer.Region]) -> Value { list(regions) { numbers([$0.box.x0, $0.box.y0, $0.box.x1, $0.box.y1]) } }
    func polygons(_ masks: [Answer.Mask]) -> Value { list(masks) { list($0.polygons, numbers) } }
    switch answer {
    case .text(let text): self = .text(text)
    case .regions(let regions): self = ["bboxes": boxes(regions), "labels": list(regions) { .text($0.label) }]
    case .textLines(let lines): self = ["quad_boxes": list(lines) { numbers($0.corners) }, "labels": list(lines) { .text($0.label) }]
    case .masks(let masks): self = ["polygons": polygons(masks), "labels": list(masks) { .text($0.label) }]
    case .regionsAndMasks(let regions, let masks):
      self = [
        "bboxes": boxes(regions), "bboxes_labels": list(regions) { .text($0.label) }, "polygons": polygons(masks),
        "polygons_labels": list(masks) { .text($0.label) },
      ]
    }
  }
}
