import Essentials
import Foundation
import Script
import Testing

private let awkward: [Value] = [
  .none, true, false, 0, 3, -3, .integer(.max), .integer(.min), 0.1, 5e-6, 1e20, -2.5, 1.7976931348623157e308,
  .number(.leastNonzeroMagnitude), 0.30000000000000004, 1e15,
  123_456_789.125, "", "plain", "with blank", "it's", "a \"quote\"", "{braces}", "back\\slash", "tab\tline\nend\r", "é日本😀",
  "\u{0}\u{1B}[0m\u{2028}",
  "'{", "$x", "#", "<OD>", [], [1, "two", [none3, .none]], .range(IntegerRange(0, 9)), .range(IntegerRange(-3, -1)),
]
private let none3: Value = [.none, .none, .none]

@Test(arguments: awkward) func aLiteralReadsBackAsItsValue(value: Value) {
  let log = Log()
  let interpreter = Interpreter(commands: .workshop, session: Workshop(), listener: log.hear)
  #expect(throws: Never.self) { try interpreter.run(SourceText("let x = \(value.literal)\nlet y = (give \(value.literal))\ngive $x")) }
  #expect(interpreter.variables["x"] == value)
  #expect(interpreter.variables["y"] == value)
  #expect(log.results.last?.output?.value == value)
}

@Test func randomNumbersReadBack() throws {
  var random = PhiloxGenerator(seed: 3, stream: 0)
  for _ in 0..<2000 {
    let number = Double(bitPattern: random.next())
    guard number.isFinite else { continue }
    let interpreter = Interpreter(commands: .workshop, session: Workshop())
    _ = try interpreter.run(SourceText("let x = \(Value.literal(of: number))"))
    #expect(interpreter.variables["x"] == .number(number), "\(number)")
  }
}

@Test func numbersAreShort() {
  #expect(Value.literal(of: 3.0) == "3")
  #expect(Value.literal(of: -0.0) == "0")
  #expect(Value.literal(of: 5e-6) == "5e-6")
  #expect(Value.literal(of: 1.5e-7) == "1.5e-7")
  #expect(Value.literal(of: 1e20) == "1e20")
  #expect(Value.literal(of: 1e100) == "1e100")
  #expect(Value.literal(of: .nan) == "nan")
  #expect(Value.literal(of: -.infinity) == "-inf")
}

/// Integers round the places where floating point can no longer tell them apart, and the fractions between.
@Test func integersAndNumbersAreComparedExactly() throws {
  let big = 1 << 53
  let integers = [0, 1, -1, big - 1, big, big + 1, -big - 1, .max, .max - 1, .min, .min + 1]
  let numbers = [0, 0.5, -0.5, 1, -1, 0x1p53, 0x1p53 - 1, 0x1p53 + 2, -0x1p53, 0x1p63, -0x1p63, 0x1p64, -0x1p64, .infinity, -.infinity]
  for integer in integers {
    for number in numbers {
      // Decimal holds both without rounding, save the infinities; its own conversion from Double rounds.
      let exact = try #require(Decimal(string: number.isInfinite ? "0" : String(format: "%.1f", number)))
      let isLess = number.isInfinite ? number > 0 : Decimal(integer) < exact
      let isEqual = number.isInfinite ? false : Decimal(integer) == exact
      let values: [String: Value] = ["i": .integer(integer), "n": .number(number)]
      #expect(try evaluate("$i < $n", values) == .boolean(isLess), "\(integer) < \(number)")
      #expect(try evaluate("$n > $i", values) == .boolean(isLess), "\(number) > \(integer)")
      #expect(try evaluate("$n < $i", values) == .boolean(!isLess && !isEqual), "\(number) < \(integer)")
      #expect(try evaluate("$i == $n", values) == .boolean(isEqual), "\(integer) == \(number)")
      #expect(try evaluate("$i <= $n", values) == .boolean(isLess || isEqual), "\(integer) <= \(number)")
    }
  }
}

@Test func nothingEqualsNaN() throws {
  let values: [String: Value] = ["n": .number(.nan)]
  for comparison in ["$n == $n", "$n < 1", "$n > 1", "$n <= $n", "1 < $n"] {
    #expect(try evaluate(comparison, values) == false, "\(comparison)")
  }
  #expect(try evaluate("$n != $n", values) == true)
}

/// The value of an expression over some variables.
private func evaluate(_ expression: String, _ values: [String: Value]) throws -> Value? {
  let gives = CommandTable<Workshop>([
    Command("value", "a value of the test", parameters: [.required("name", .text, "which")]) { _, arguments, _ in
      Output(values[arguments.get("name")] ?? .none)
    }
  ])
  let interpreter = Interpreter(commands: gives, session: Workshop())
  let lets = values.keys.map { "let \($0) = (value \($0))" }.joined(separator: "\n")
  _ = try interpreter.run(SourceText(lets + "\nlet result = " + expression))
  return interpreter.variables["result"]
}

@Test func whatAProgramBuildsIsBounded() {
  for program in [
    "let a = 'x'; while true { let a = $a + $a }", "let a = 'x'; while true { let a = \"{$a}{$a}\" }",
    "let a = [1]; while true { let a = $a + $a }",
    "let a = [1]; while true { let a = [$a, $a] }", "let a = [1]; while true { let a = [$a] }",
  ] {
    let outcome = Outcome(program)
    #expect(outcome.faults.first?.message.contains("this value is") ?? false, "\(program): \(outcome.faults)")
  }
}

@Test func rangesKnowTheirCount() {
  #expect(IntegerRange(0, 9).count == 10)
  #expect(IntegerRange(5, 4).count == 0)
  #expect(IntegerRange(.min, .max).count == .max)
  #expect(IntegerRange(0, .max).count == .max)
  #expect(Outcome("for i in 1..9223372036854775807 { if $i > 3 { break } }").faults.isEmpty)
  #expect(
    Outcome("for i in 9223372036854775806..9223372036854775807 { print $i }").shown == [1: ["9223372036854775806", "9223372036854775807"]])
}
