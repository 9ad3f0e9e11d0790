extension BuiltinFunction {
  /// Functions of a list, perhaps of a range.
  func ofList(_ arguments: [Value]) throws(ValueFault) -> Value {
    let elements = try self.elements(of: arguments[0])
    switch self {
    case .append: return .list(List(elements + [arguments[1]]))
    case .first, .last:
      guard arguments.count > 1 else {
        guard let element = self == .first ? elements.first : elements.last else {
          throw ValueFault("an empty list has no \(rawValue) element")
        }
        return element
      }
      guard let count = arguments[1].asInteger, count >= 0 else {
        throw ValueFault("`\(rawValue)` takes a whole number of elements, not \(ArgumentForm.value(arguments[1]).shown)")
      }
      return .list(List(Array(self == .first ? elements.prefix(count) : elements.suffix(count))))
    case .sort:
      let keys = try keys(of: elements, arguments)
      // Of equal ones the first stays the first.
      let order = keys.indices.sorted { keys[$0].comes(before: keys[$1]) ?? ($0 < $1) }
      return .list(List(order.map { elements[$0] }))
    default:
      let keys = try keys(of: elements, arguments)
      guard var best = keys.indices.first else {
        throw ValueFault("an empty list has no \(self == .argmin ? "smallest" : "largest") element")
      }
      for index in keys.indices
      where keys[best].isNaN || (self == .argmin ? keys[index].isLess(than: keys[best]) : keys[best].isLess(than: keys[index])) == true {
        best = index
      }
      return .integer(best)
    }
  }

  private func elements(of value: Value) throws(ValueFault) -> [Value] {
    switch value {
    case .list(let list): return list.elements
    case .range(let range):
      guard range.count <= Arithmetic.sizeLimit / 16 else { throw ValueFault("this range is too long to be made a list of") }
      return range.closed?.map(Value.integer) ?? []
    default: throw needs("a list", value)
    }
  }

  /// What elements are ordered by: themselves, or a field of each.
  private func keys(of elements: [Value], _ arguments: [Value]) throws(ValueFault) -> [Value] {
    var keys = elements
    if arguments.count > 1 {
      guard case .text(let name) = arguments[1] else {
        throw ValueFault(
          "`\(rawValue)` takes a field's name, not \(ArgumentForm.value(arguments[1]).shown)", hint: "it is called \(usage.call)")
      }
      for index in keys.indices { keys[index] = try keys[index].field(name) }
    } else if case .record(let record)? = keys.first {
      throw ValueFault(
        "records have no order of their own", hint: "name the field to go by: \(rawValue)($list, '\(record.names.first ?? "name")')")
    }
    guard let first = keys.first else { return [] }
    guard let odd = keys.first(where: { first.isLess(than: $0) == nil || $0.isLess(than: first) == nil }) else { return keys }
    throw ValueFault(
      "`\(rawValue)` needs numbers alone, or texts alone; here \(first.typeName == odd.typeName ? "is \(odd.typeName)" : "are \(first.typeName) and \(odd.typeName)")",
      hint: keys.contains(.none) ? "those that are none are left out by [$x for x in $list if $x != none]" : nil)
  }
}

extension Value {
  fileprivate var isNaN: Bool { if case .number(let number) = self { number.isNaN } else { false } }

  /// Whether it stands before `other` when both are put in order, NaN behind all numbers; nil when either may stand first.
  fileprivate func comes(before other: Value) -> Bool? {
    if isNaN || other.isNaN { return isNaN == other.isNaN ? nil : other.isNaN }
    if isLess(than: other) == true { return true }
    return other.isLess(than: self) == true ? false : nil
  }
}
