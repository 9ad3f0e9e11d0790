extension Value: Codable {
  private enum Key: String, CodingKey {
    case boolean, integer, number, text, list, range, names, values
  }

  /// A floating-point number is kept by its bits: what is read back is the same one, NaN included.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .none: break
    case .boolean(let value): try container.encode(value, forKey: .boolean)
    case .integer(let value): try container.encode(value, forKey: .integer)
    case .number(let value): try container.encode(value.bitPattern, forKey: .number)
    case .text(let text): try container.encode(text, forKey: .text)
    case .list(let list): try container.encode(list.elements, forKey: .list)
    case .range(let range): try container.encode([range.first, range.last], forKey: .range)
    case .record(let record):
      try container.encode(record.names, forKey: .names)
      try container.encode(record.fields.map(\.value), forKey: .values)
    }
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    guard let key = container.allKeys.first else {
      self = .none
      return
    }
    switch key {
    case .boolean: self = .boolean(try container.decode(Bool.self, forKey: key))
    case .integer: self = .integer(try container.decode(Int.self, forKey: key))
    case .number: self = .number(Double(bitPattern: try container.decode(UInt64.self, forKey: key)))
    case .text: self = .text(try container.decode(String.self, forKey: key))
    case .list: self = .list(List(try container.decode([Value].self, forKey: key)))
    case .range:
      let ends = try container.decode([Int].self, forKey: key)
      guard ends.count == 2 else {
        throw DecodingError.dataCorruptedError(forKey: key, in: container, debugDescription: "a range has two ends")
      }
      self = .range(IntegerRange(ends[0], ends[1]))
    case .names, .values:
      let names = try container.decode([String].self, forKey: .names)
      let values = try container.decode([Value].self, forKey: .values)
      guard names.count == values.count, Set(names).count == names.count else {
        throw DecodingError.dataCorruptedError(
          forKey: .names, in: container, debugDescription: "a record's fields have a name and a value each")
      }
      self = .record(Record(zip(names, values).map { ($0, $1) }))
    }
  }
}
