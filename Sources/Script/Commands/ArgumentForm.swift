/// An argument before a parameter says what it means.
indirect enum ArgumentForm {
  case word(String)
  case value(Value)
  case list([ArgumentForm])
  case record([(name: String, form: ArgumentForm)])

  /// What it is where no type says otherwise.
  var value: Value {
    switch self {
    case .word(let word): WordValue.of(word)
    case .value(let value): value
    case .list(let forms): .list(List(forms.map(\.value)))
    case .record(let fields): .record(Record(fields.map { ($0.name, $0.form.value) }))
    }
  }

  /// As it would be shown in a message.
  var shown: String {
    switch self {
    case .word(let word): "`\(word)`"
    case .value(let value):
      switch value {
      case .none, .boolean, .integer, .number, .range: "`\(value.literal)`"
      case .text(let text) where text.utf8.count <= 40: "the text \(value.literal)"
      default: value.typeName
      }
    case .list: "a list"
    case .record: "a record"
    }
  }
}

/// Why an argument is not what its parameter takes.
struct Mismatch: Error {
  /// What the parameter takes.
  var expected: String
  var given: String
  var hint: String?
  /// Which element of a list, and of a list in it, is at fault.
  var path: [Int] = []
}
