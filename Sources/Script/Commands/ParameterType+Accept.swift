import Essentials
import Files
import Foundation

extension ParameterType {
  /// The argument's value as this type has it.
  func accept(_ form: ArgumentForm) throws(Mismatch) -> Value {
    switch self {
    case .text: return try text(form)
    case .path, .recipe: return try path(form)
    case .integer(let limits):
      guard let integer = form.value.asInteger, limits.allow(Double(integer)) else { throw mismatch(form, hint: Self.tooLarge(form)) }
      return .integer(integer)
    case .number(let limits):
      guard let number = form.value.asNumber, limits.allow(number) else { throw mismatch(form) }
      return form.value
    case .boolean:
      guard case .boolean = form.value else {
        throw mismatch(form, hint: Self.foreignBooleans[form.value.display.lowercased()].map { "write `\($0)`" })
      }
      return form.value
    case .range: return try range(form)
    case .choice(let choices, let otherwise): return try choice(form, choices, otherwise)
    case .list(let element): return try list(form, of: element)
    case .value: return form.value
    case .words:
      if case .word(let word) = form { return .text(word) }
      return form.value
    case .command: throw mismatch(form)
    }
  }

  /// What is no whole number here for its size alone.
  private static func tooLarge(_ form: ArgumentForm) -> String? {
    guard case .number(let number) = form.value, abs(number) >= 0x1p63 else { return nil }
    return "whole numbers go from \(Int.min) to \(Int.max)"
  }

  private static let foreignBooleans = [
    "yes": "true", "on": "true", "1": "true", "true": "true", "no": "false", "off": "false", "0": "false", "false": "false",
  ]

  private func mismatch(_ form: ArgumentForm, hint: String? = nil) -> Mismatch {
    var hint = hint
    if hint == nil, case .value(.text(let text)) = form, let number = WordValue.number(text)?.asNumber, allows(number) {
      hint = "in quotes it is a text; the number is \(text)"
    }
    if hint == nil, isNumeric { hint = Self.foreignNumber(form) }
    return Mismatch(expected: description, given: form.shown, hint: hint)
  }

  private var isNumeric: Bool {
    switch self {
    case .integer, .number: true
    default: false
    }
  }

  private func allows(_ number: Double) -> Bool {
    switch self {
    case .integer(let limits): number == number.rounded() && limits.allow(number)
    case .number(let limits): limits.allow(number)
    default: false
    }
  }

  private func text(_ form: ArgumentForm) throws(Mismatch) -> Value {
    switch form {
    case .word(let word): return .text(word)
    case .value(.text(let text)): return .text(text)
    default: throw mismatch(form, hint: "text(...) makes a text of any value")
    }
  }

  private func path(_ form: ArgumentForm) throws(Mismatch) -> Value {
    guard case .text(let path) = try text(form), !path.isEmpty else {
      throw Mismatch(expected: description, given: "an empty text")
    }
    // Between quotes `~` is a name as any other.
    if case .word = form { return .text(UserFolders().expanded(path)) }
    return .text(path)
  }

  private func range(_ form: ArgumentForm) throws(Mismatch) -> Value {
    switch form.value {
    case .range(let range) where !range.isEmpty: return .range(range)
    case .range(let range):
      throw mismatch(form, hint: range.goesDown ? "a range counts up: \(range.last)..\(range.first)" : "this one is empty")
    case let single:
      guard let integer = single.asInteger else { throw mismatch(form, hint: Self.foreignRange(form)) }
      return .range(IntegerRange(integer, integer))
    }
  }

  /// `0:5`, `0-5`: what other programs write for a range.
  private static func foreignRange(_ form: ArgumentForm) -> String? {
    guard case .word(let word) = form, let match = word.wholeMatch(of: /([0-9]+)(?::|-|\.\.\.|\.\.<|–|,)([0-9]+)/),
      let first = Int(match.output.1), let last = Int(match.output.2), first <= last
    else { return nil }
    return "did you mean `\(first)..\(last)`? A range holds both its ends"
  }

  /// `.001`, `1E-4`, `10_000`: what other programs write for a number.
  private static func foreignNumber(_ form: ArgumentForm) -> String? {
    guard case .word(let word) = form else { return nil }
    var text = word.lowercased().replacing("_", with: "")
    if text.hasPrefix("+") { text.removeFirst() }
    if text.hasPrefix(".") { text = "0" + text }
    if text.hasSuffix(".") { text.removeLast() }
    return text != word && WordValue.number(text) != nil ? "did you mean `\(text)`?" : nil
  }

  private func choice(_ form: ArgumentForm, _ choices: [Choice], _ otherwise: ParameterType?) throws(Mismatch) -> Value {
    let spelling: String? =
      switch form {
      case .word(let word): word
      case .value(let value): value.size < 1000 ? value.display : nil
      case .list, .record: nil
      }
    if let spelling, let choice = choices.first(where: { $0.name == spelling }) { return .text(choice.name) }
    let nearest = spelling.flatMap { nearestName(to: $0, in: choices.map(\.name)) }.map { "did you mean `\($0)`?" }
    guard let otherwise else { throw mismatch(form, hint: nearest) }
    do throws(Mismatch) {
      return try otherwise.accept(form)
    } catch {
      throw Mismatch(expected: description, given: error.given, hint: nearest ?? error.hint, path: error.path)
    }
  }

  private func list(_ form: ArgumentForm, of element: ParameterType) throws(Mismatch) -> Value {
    let forms: [ArgumentForm]
    switch form {
    case .list(let elements): forms = elements
    case .value(.list(let list)): forms = list.elements.map(ArgumentForm.value)
    default: return .list(List([try element.accept(form)]))
    }
    var values: [Value] = []
    for (index, form) in forms.enumerated() {
      do throws(Mismatch) {
        values.append(try element.accept(form))
      } catch {
        throw Mismatch(expected: error.expected, given: error.given, hint: error.hint, path: [index] + error.path)
      }
    }
    return .list(List(values))
  }
}
