import Essentials

/// What is wrong with values; the interpreter adds where.
struct ValueFault: Error {
  var kind = Diagnostic.Kind.value
  var message: String
  var hint: String?

  init(_ message: String, kind: Diagnostic.Kind = .value, hint: String? = nil) {
    self.kind = kind
    self.message = message
    self.hint = hint
  }
}
