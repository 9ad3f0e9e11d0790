import Files

extension Value {
  /// As results have it: a range is the text it is written as, fields keep their order.
  package var json: JSONValue {
    switch self {
    case .none: .null
    case .boolean(let value): .bool(value)
    case .integer(let value): .integer(value)
    case .number(let value): .number(value)
    case .text(let text): .text(text)
    case .range: .text(literal)
    case .list(let list): .list(list.elements.map(\.json))
    case .record(let record): .members(record.fields.map { JSONValue.Member($0.name, $0.value.json) })
    }
  }
}

extension JSONStyle {
  /// Of results: each on one line, with nothing in it that any reader takes for a line's end; numbers as recipes have them.
  package static var results: JSONStyle {
    var style = JSONStyle(indentation: nil)
    (style.escapesLineEnds, style.number) = (true, { Value.literal(of: $0) })
    return style
  }
}
