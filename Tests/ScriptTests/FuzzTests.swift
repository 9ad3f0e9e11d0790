import Essentials
import Foundation
import Script
import Synchronization
import Testing

/// Recipes to be broken: everything the other tests know, and all of the grammar's corners.
private let seeds: [String] = {
  let chunks = (try? Chunk.all(in: "Errors") + Chunk.all(in: "Values")) ?? []
  return chunks.map { $0.lines.joined(separator: "\n") } + [
    "\u{FEFF}print a", "print \u{0}", "\"{\"{\"{", "((((((((((", "[[[[[[[[", "if true {if true {if true {", "$$$$", "\\", "\\\n\\\n", "'''",
    "#", ";;;;", "a=b=c=d", "a += 1", "$a += 1", "$a =", "$a %= (", "help()", "let a = range(3)", "1..2..3",
    "-1..", "def def def", "let let = let", "print \\u{}", "time time time", "source source", "\r\r\n\r", "é́́́",
    "print \"\\u{FFFFFFFFFFFFFFFFFFFF}\"",
    "let a = 99999999999999999999999999999999999999e-99999999999999999", "for i in -9223372036854775808..9223372036854775807 { break }",
    "print (-9223372036854775807 - 1) ((-9223372036854775807 - 1) / -1) ((-9223372036854775807 - 1) % -1) (-(-9223372036854775807 - 1))",
    "print (abs(-9223372036854775807 - 1)) (round(1e308, 300)) (round(1e308, -300)) (sum(-9223372036854775807..9223372036854775807)) (2 ** 1e308)",
    "print (1..9223372036854775807)[9223372036854775806] (-9223372036854775807..9223372036854775807)[-1]",
  ]
}()

/// Parses, binds, runs for a while, and completes. That it comes back is all that is asked; what it says must be printable.
private func tryOut(_ bytes: [UInt8]) {
  let asked = Mutex(0)
  let stop = StopToken {
    asked.withLock { count in
      count += 1
      return count > 200
    }
  }
  let interpreter = Interpreter(commands: .workshop, session: Workshop(), stop: stop, loader: .nothing)
  do {
    let source = try SourceText(bytes: bytes, name: "fuzz.maestro")
    _ = try interpreter.run(source)
  } catch let error as any DiagnosticError {
    for diagnostic in error.diagnostics {
      #expect(!diagnostic.description.isEmpty)
      #expect(diagnostic.line ?? 1 >= 1 && diagnostic.column ?? 1 >= 1)
    }
  } catch {
    Issue.record("an error without a diagnostic: \(error)")
  }
  let text = String(decoding: bytes, as: UTF8.self)
  _ = interpreter.complete(text)
  _ = openEnd(of: text)
  _ = try? interpreter.submit(text)
}

@Test func noBytesBringItDown() {
  var random = PhiloxGenerator(seed: 11, stream: 0)
  for round in 0..<rounds {
    let length = Int.random(in: 0..<120, using: &random)
    // Any bytes at all, or those that mean something.
    let meaningful = Array("print let if else for in {}()[]\"'$.;,\\\n\t #=<>+-*/%0129e_azé".utf8)
    tryOut(
      (0..<length).map { _ in
        round % 4 == 0 ? UInt8.random(in: 0...255, using: &random) : meaningful[Int.random(in: 0..<meaningful.count, using: &random)]
      })
  }
}

@Test func noBrokenRecipeBringsItDown() {
  var random = PhiloxGenerator(seed: 12, stream: 0)
  let seeds = seeds.map { Array($0.utf8) }
  for seed in seeds { tryOut(seed) }
  for _ in 0..<rounds {
    var bytes = seeds[Int.random(in: 0..<seeds.count, using: &random)]
    for _ in 0..<Int.random(in: 1...4, using: &random) { damage(&bytes, with: seeds, using: &random) }
    tryOut(bytes)
  }
}

/// What the grammar makes reaches further into binding and running than what only looks like it.
@Test func noSentenceBringsItDown() {
  var maker = SentenceMaker(grammar, seed: 13)
  for round in 0..<rounds {
    var bytes = Array(maker.sentence().utf8)
    if round % 2 == 0 { damage(&bytes, with: [Array(maker.sentence().utf8)], using: &maker.random) }
    tryOut(bytes)
  }
}

/// Takes out, puts in, changes or repeats a few bytes.
private func damage(_ bytes: inout [UInt8], with others: [[UInt8]], using random: inout PhiloxGenerator) {
  let other = others[Int.random(in: 0..<others.count, using: &random)]
  let at = Int.random(in: 0...bytes.count, using: &random)
  switch Int.random(in: 0..<5, using: &random) {
  case 0: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 0...8, using: &random)))
  case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: at)
  case 2: bytes.insert(contentsOf: other[Int.random(in: 0...other.count, using: &random)...], at: at)
  case 3: if at < bytes.count { bytes[at] ^= UInt8(1) << UInt8.random(in: 0..<8, using: &random) }
  default: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 12)], at: Int.random(in: 0...bytes.count, using: &random))
  }
}

/// Many more when asked for: `SCRIPT_FUZZ_ROUNDS=1000000`.
private let rounds = ProcessInfo.processInfo.environment["SCRIPT_FUZZ_ROUNDS"].flatMap(Int.init) ?? 3000

/// One thing many times, as a test may be named.
private struct Long: CustomStringConvertible, Sendable {
  let before: String
  let piece: String
  let count: Int
  let after: String

  init(_ before: String, _ piece: String, _ count: Int, _ after: String = "") {
    (self.before, self.piece, self.count, self.after) = (before, piece, count, after)
  }

  var description: String { "\(before)\(count) times \(piece.debugDescription)\(after.count > 20 ? "..." : after)" }
  var text: String { before + String(repeating: piece, count: count) + after }
}

@Test(arguments: [
  Long("", "(", 10_000), Long("print ", "(", 10_000, "1" + String(repeating: ")", count: 10_000)), Long("let a = ", "[", 100_000),
  Long("", "if true {\n", 10_000),
  Long("let a = ", "not ", 50_000, "true"), Long("let a = ", "-", 50_000, "1"), Long("let a = 1", " + 1", 50_000),
  Long("let a = 1", " ** 1", 50_000),
  Long("let a = 1", "[0]", 50_000), Long("let a = $x", ".a", 50_000), Long("", "time ", 10_000, "step"), Long("print ", "\"{", 10_000),
  Long("print ", "(give ", 10_000), Long("print ", "[", 10_000), Long("if false { }", " else if false { }", 20_000),
  Long("", "print $x;", 20_000),
  Long("print ", "a ", 50_000), Long("print \"", "a", 1_000_000, "\""), Long("", "\n", 1_000_000), Long("#", "x", 1_000_000),
])
private func whatIsDeepOrLongComesBack(long: Long) { tryOut(Array(long.text.utf8)) }

@Test(arguments: [
  "def f(n) { return (f ($n + 1)) }; f 1", "def f(n) { if true { for i in [1] { while true { repeat 1 { f $n } } } } }; f 1",
  "def f(n) { return \(String(repeating: "(1 + ", count: 60))(f $n)\(String(repeating: ")", count: 60)) }; f 1",
  "def f(n) { return \(String(repeating: "(give ", count: 60))(f $n)\(String(repeating: ")", count: 60)) }; f 1",
  "def f(n) { return \(String(repeating: "[\"{", count: 40))(f $n)\(String(repeating: "}\"]", count: 40)) }; f 1",
  "def f(n) { time time time time time give (f $n) }; f 1", "def f(n=(f)) { return 1 }; f",
  "def f(n) { g $n }; def g(n) { print (f $n) }; f 1",
])
func endlessCallsEnd(program: String) {
  let faults = Outcome(program).faults
  #expect(faults.first.map { $0.message.contains("deep") } ?? false, "\(faults)")
}
