import Essentials
import Script
import Synchronization
import Testing

/// A token that says stop when it is asked for the `count`th time.
private func stop(after count: Int) -> StopToken {
  let asked = Counter()
  return StopToken { asked.next() > count }
}

private final class Counter: Sendable {
  private let count = Mutex(0)

  func next() -> Int {
    count.withLock { count in
      count += 1
      return count
    }
  }
}

@Test(arguments: [
  "while true { }", "while true { continue }", "for i in 1..9223372036854775807 { }", "repeat 9223372036854775807 { }",
  "def f() { while true { let x = 1 } }; let y = (f)", "while true { while false { } }", "for i in 1..1000000000 { for j in 1..3 { } }",
])
func aRunawayProgramStops(program: String) throws {
  let outcome = Outcome(SourceText(program, name: "r.maestro"), stop: stop(after: 1000))
  #expect(outcome.cause == .stopped)
  #expect(outcome.faults.map(\.kind) == [.stopped])
  #expect(outcome.json.count == 1)
}

@Test func nothingMoreRunsOnceAStopIsAskedFor() {
  let session = Workshop()
  let outcome = Outcome(SourceText("step 1\nstep 2\nstep 3"), session: session, stop: stop(after: 2))
  #expect(outcome.cause == .stopped)
  #expect(session.calls == ["step 1", "step 2"])
  #expect(outcome.faults.first?.line == 3)
}

@Test func statementsTellWhenTheyBegin() throws {
  let log = Log()
  let interpreter = Interpreter(commands: .workshop, session: Workshop(), listener: log.hear)
  _ = try interpreter.run(SourceText("let x = (step 2)\nif true {\n  time step 3\n}\n$x\nassert true", name: "r.maestro"))
  #expect(log.begun.map(\.command) == ["time", "assert"])
  #expect(log.begun.map(\.source) == ["time step 3", "assert true"])
  #expect(log.begun.map(\.line) == [3, 6])
  #expect(log.results.map(\.kind) == [.command("time"), .expression, .command("assert")])
}

@Test func valuesFromTheCommandLineReplaceTheFirstLet() throws {
  let recipe = SourceText(
    "let rate = 1 / 0\nlet name = \"x\"\nif true { let inner = 1 }\nprint $rate $name\nlet rate = 3\nprint $rate", name: "r.maestro")
  let outcome = Outcome(recipe, overrides: [try Override("rate=5e-6"), try Override("name=two words")])
  #expect(outcome.faults.isEmpty)
  #expect(outcome.shown == [4: ["5e-6 two words"], 6: ["3"]])
  let unknown = Outcome(recipe, overrides: [try Override("rte=1"), try Override("inner=1")])
  #expect(unknown.cause == .notBound)
  #expect(
    unknown.faults.map(\.message) == ["the recipe has no `let rte` at its top level", "the recipe has no `let inner` at its top level"])
  #expect(unknown.faults.map(\.hint) == ["did you mean `rate`?", "it sets rate, name"])
  #expect(Outcome(recipe, overrides: [try Override("rate=1"), try Override("rate=2")]).cause == .notBound)
}

private let written: [(String, Value)] = [
  ("a=3", 3), ("a=5e-6", 5e-6), ("a=50%", 0.5), ("a=true", true), ("a=none", Value.none),
  ("a=[1, two, 'three four']", [1, "two", "three four"]),
  ("a=<OD>", "<OD>"), ("a=./cards", "./cards"), ("a=my cards", "my cards"), ("a=", ""), ("a='3'", "3"), ("a=\"x y\"", "x y"),
  ("a=0..3", .range(IntegerRange(0, 3))),
  ("a=b=c", "b=c"), ("a=it's", "it's"), ("a=-5", -5), ("a=$x", "$x"), ("a=(1 + 2)", "(1 + 2)"),
]

@Test(arguments: written) func aValueFromTheCommandLineIsReadAsAnArgument(text: String, value: Value) throws {
  let override = try Override(text)
  #expect(override.name == "a")
  #expect(override.value == value)
}

@Test(arguments: ["a", "=3", "a b=3", "--rate=3", "a=[1, 2", "a='x", "a=[$x]", ""]) func whatIsNoValueIsAFault(text: String) {
  #expect(throws: Faults.self) { try Override(text) }
}

@Test func aRecipeMayBeCheckedAlone() throws {
  let session = Workshop()
  let interpreter = Interpreter(commands: .workshop, session: session, loader: .nothing)
  try interpreter.check(SourceText("step 3\nlet x = 1 / 0"))
  #expect(throws: ScriptError.self) { try interpreter.check(SourceText("step 0")) }
  #expect(throws: ScriptError.self) { try interpreter.check(SourceText("let a = 3"), overrides: [Override(name: "b", value: 3)]) }
  #expect(session.calls.isEmpty)
}

@Test func earlierResultsAreThePromptsAlone() throws {
  let interpreter = Interpreter(commands: .workshop, session: Workshop(), loader: SourceLoader { _ in Array("print $1".utf8) })
  _ = try interpreter.submit("evaluate")
  _ = try interpreter.submit("print $1")
  #expect(throws: ScriptError.self) { try interpreter.submit("source a.maestro") }
  #expect(throws: ScriptError.self) { try interpreter.run(SourceText("print $1")) }
}
