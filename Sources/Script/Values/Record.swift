/// Named values in a fixed order: what a command gives back.
package struct Record: Sendable {
  package let fields: [(name: String, value: Value)]
  package let depth: Int
  package let size: Int

  /// Fields in the order they are shown in; each name once.
  package init(_ fields: [(String, Value)]) {
    precondition(Set(fields.map(\.0)).count == fields.count, "a record's field stands twice: \(fields.map(\.0))")
    self.fields = fields.map { (name: $0.0, value: $0.1) }
    depth = 1 + (fields.lazy.map(\.1.depth).max() ?? 0)
    size = saturatingSum(fields.lazy.map { $0.0.utf8.count + $0.1.size })
  }

  package subscript(name: String) -> Value? { fields.first { $0.name == name }?.value }

  package var names: [String] { fields.map(\.name) }
}

extension Record: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, Value)...) { self.init(elements) }
}
