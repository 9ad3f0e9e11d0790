/// A statement of the language, for help and completion: what commands declare, the grammar's own words say here.
package struct LanguageTopic: Sendable {
  package let word: String
  package let usage: String
  package let summary: String
  package let example: String

  package static let all = [
    LanguageTopic(
      word: "let", usage: "let NAME = EXPRESSION", summary: "makes a variable, or changes it; `$NAME` is its value",
      example: "let rates = [1e-5, 5e-6]"),
    LanguageTopic(
      word: "if", usage: "if CONDITION { ... } else if CONDITION { ... } else { ... }",
      summary: "runs the first block whose condition holds",
      example: "let n = 3; if $n > 2 { print many } else { print few }"),
    LanguageTopic(
      word: "for", usage: "for NAME in LIST { ... }", summary: "runs a block for every element of a list or range",
      example: "for rate in [1e-5, 5e-6] { print $rate }"),
    LanguageTopic(
      word: "while", usage: "while CONDITION { ... }", summary: "runs a block as long as a condition holds",
      example: "let n = 3; while $n > 0 { let n = $n - 1 }"),
    LanguageTopic(
      word: "repeat", usage: "repeat COUNT { ... }", summary: "runs a block so many times", example: "repeat 3 { print again }"),
    LanguageTopic(word: "break", usage: "break", summary: "leaves the innermost loop", example: "while true { break }"),
    LanguageTopic(
      word: "continue", usage: "continue", summary: "goes on with the innermost loop's next turn",
      example: "for n in 1..9 { if $n % 2 == 0 { continue }; print $n }"),
    LanguageTopic(
      word: "def", usage: "def NAME(PARAMETER, PARAMETER=DEFAULT) { ... }",
      summary: "defines a command of your own: `NAME 1 2`, `(NAME 1 2)` for its result",
      example: "def twice(n) { return $n * 2 }; print (twice 21)"),
    LanguageTopic(
      word: "return", usage: "return EXPRESSION", summary: "ends a `def` and gives its result", example: "def half(n) { return $n / 2 }"),
    LanguageTopic(
      word: "assert", usage: "assert CONDITION, MESSAGE", summary: "stops with an error unless a condition holds",
      example: "assert 1 + 1 == 2, 'arithmetic is broken'"),
  ]
}
