import Script
import Tasks

extension Value {
  /// A parsed answer as Florence-2's processor writes it: a text, or lists side by side.
  init(_ answer: Answer) {
    if case .text(let text) = answer {
      self = .text(text)
      return
    }
    func numbers(_ values: [Float]) -> Value { .list(List(values.map { .number(Double($0)) })) }
    func list<Element>(_ elements: [Element], _ value: (Element) -> Value) -> Value { .list(List(elements.map(value))) }
    self = .record(
      Record(
        answer.fields.map { name, values in
          switch values {
          case .texts(let texts): (name, list(texts) { .text($0) })
          case .coordinates(let coordinates): (name, list(coordinates, numbers))
          case .polygons(let polygons): (name, list(polygons) { list($0, numbers) })
          }
        }))
  }
}
