import Essentials
import Presentation

extension Value {
  /// As `print` and an expression show it, with all digits: a list of records is a table, of a long one its head and tail; a record is a row
  /// for each field; a text stands as it is, and everything else as it is written in a recipe.
  package var shown: Display {
    switch self {
    case .list(let list): Self.table(list) ?? Display(display)
    case .record(let record) where !record.fields.isEmpty:
      Display(Table.values(record.fields.map { (name: $0.name, value: Table.Cell($0.value.cellText)) }))
    default: Display(display)
    }
  }

  /// Nil when the elements are not all records of the same fields.
  private static func table(_ list: List) -> Display? {
    guard case .record(let first)? = list.elements.first, !first.fields.isEmpty else { return nil }
    var records: [Record] = []
    for element in list.elements {
      guard case .record(let record) = element, record.names == first.names else { return nil }
      records.append(record)
    }
    var table = Table(first.names.indices.map { field in column(first.names[field], records.lazy.map { $0.fields[field].value }) })
    for record in records { table.append(record.fields.map { Table.Cell($0.value.cellText) }) }
    return table.endsShown
  }

  private static func column(_ name: String, _ values: some Sequence<Value>) -> Table.Column {
    var alignment = Table.Alignment.right
    for value in values {
      switch value {
      case .integer, .none: break
      case .number: alignment = .point
      default: return Table.Column(name)
      }
    }
    return Table.Column(name, alignment)
  }

  /// In one line.
  private var cellText: String { self == .none ? "" : display.visible }
}
