import Essentials

/// Makes up what a person might type: most of it runs, some of it fails on the way.
struct Author {
  private var random: PhiloxGenerator
  private let names = ["u", "v", "w"]

  init(seed: UInt64) { random = PhiloxGenerator(seed: seed, stream: 7) }

  private mutating func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &random) }

  private mutating func name() -> String { names[roll(names.count)] }

  mutating func input() -> String {
    switch roll(12) {
    case 0: "def f(n, m=(step).step) { \(body()); return $n }"
    case 1: "def g(n) { \(body()); f $n; return (f 3) }"
    case 2: "source a.maestro; \(statement(1))"
    case 3: "step; source b.maestro"
    case 4: "# %% \(roll(9))\n\(statement(2))\n# a word\n\(statement(2))"
    default: block(3)
    }
  }

  /// Of a definition; one that calls others would take for ever.
  private mutating func body() -> String {
    block(2).replacing("f ", with: "give ").replacing("g ", with: "step; give ").replacing("(f", with: "(give")
  }

  private mutating func block(_ depth: Int) -> String {
    (0...roll(3)).map { _ in statement(depth) }.joined(separator: roll(2) == 0 ? "; " : "\n")
  }

  private mutating func statement(_ depth: Int) -> String {
    switch roll(depth > 0 ? 18 : 9) {
    case 0, 1: return "step \(roll(3) + 1)"
    case 2, 3: return "let \(name()) = \(expression())"
    case 4: return "give \(expression(isArgument: true))"
    case 5: return "measure by=\(roll(4))"
    case 6: return "look"
    case 7: return "time give \(expression(isArgument: true))"
    case 8: return expression(isArgument: true)
    case 9: return "f \(expression(isArgument: true))"
    case 10: return "g \(expression(isArgument: true))"
    case 11: return "for \(name()) in [1, (measure), \(expression())] { \(block(depth - 1)) }"
    case 12: return "repeat \(roll(3)) { \(block(depth - 1)) }"
    case 13: return "for k in 1..3 { if $k == 2 { \(["break", "continue", "fail", "look"][roll(4)]) }; \(block(depth - 1)) }"
    case 14: return "if (step).loss < 0.\(roll(9)) { \(block(depth - 1)) } else { \(block(depth - 1)) }"
    case 15: return "give (1 / ((look) % \(roll(4) + 2)))"
    case 16: return "if (look) % 5 == 0 { source a.maestro }"
    default: return ["fail", "stop", "assert (step).step % 3 != 0"][roll(3)]
    }
  }

  private mutating func expression(isArgument: Bool = false) -> String {
    switch roll(9) {
    case 0, 1: return "\(roll(100))"
    case 2: return "(step 2).step"
    case 3, 4: return "$" + name()
    case 5: return ["$_", "$1", "$2", "$3"][roll(4)]
    case 6: return "(f \(roll(5)))"
    case 7: return "[\"a{$\(name())}\", (measure).score]"
    default: return isArgument ? "(\(roll(9)) * (step).step)" : "\(roll(9)) * (step).step"
    }
  }
}
