import Essentials
import Files
import Foundation
import Script
import Testing

private func objects(_ outcome: Outcome) throws -> [[String: Any]] {
  try outcome.json.map { line in
    #expect(!line.contains { $0.isNewline })
    return try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }
}

@Test func oneObjectForEveryCommandAtStatementLevel() throws {
  let outcome = Outcome(
    """
    let n = (step 2).step
    for i in 1..2 {
      print "turn {$i}"
    }
    $n
    (evaluate)
    def twice(n) { return $n * 2 }
    twice 4
    assert $n == 2
    time step
    dataset load ./cards
    """, name: "r.maestro")
  let found = try objects(outcome)
  #expect(
    found.map { $0["command"] as? String } == ["print", "print", "twice", "assert", "time", "step", "dataset load"].filter { $0 != "step" })
  #expect(found.map { $0["line"] as? Int } == [3, 3, 8, 9, 10, 11])
  #expect(found.allSatisfy { Set($0.keys) == ["command", "source", "file", "line", "value", "seconds", "error"] })
  #expect(found.allSatisfy { $0["error"] is NSNull && $0["file"] as? String == "r.maestro" })
  #expect(found[0]["value"] as? String == "turn 1")
  #expect(found[2]["value"] as? Int == 8)
  #expect(found[3]["value"] is NSNull)
  #expect(found[4]["source"] as? String == "time step")
  let sizes = try #require(found[5]["value"] as? [String: Any])
  #expect(sizes["train"] as? Int == 40)
  #expect(sizes["test"] is NSNull)
}

@Test func keysKeepTheirOrder() {
  let line = Outcome("dataset load x").json[0]
  let order = [
    "\"command\": \"dataset load\"", "\"source\"", "\"file\": null", "\"line\": 1",
    "\"value\": {\"train\": 40, \"valid\": 8, \"test\": null}", "\"seconds\"", "\"error\": null}",
  ]
  var rest = line[...]
  for key in order {
    let found = rest.range(of: key)
    #expect(found != nil, "\(key) in \(line)")
    if let found { rest = rest[found.upperBound...] }
  }
  #expect(rest.isEmpty)
}

@Test func anErrorSaysWhatAndWhere() throws {
  let failed = try objects(Outcome("step\nfail argument 3\nstep", name: "r.maestro"))
  #expect(failed.count == 2)
  #expect(failed[1]["command"] as? String == "fail")
  #expect(failed[1]["value"] is NSNull)
  let error = try #require(failed[1]["error"] as? [String: Any])
  #expect(Set(error.keys) == ["kind", "message", "file", "line", "column", "hint"])
  #expect(error["kind"] as? String == "value")
  #expect(error["message"] as? String == "there is no such thing")
  #expect(error["file"] as? String == "r.maestro")
  #expect(error["line"] as? Int == 2)
  #expect(error["column"] as? Int == 15)
  #expect(error["hint"] as? String == "try another")
}

@Test(arguments: [
  ("fail data", "data"), ("fail stopped", "stopped"), ("fail unknown", "internal"), ("assert 1 == 2", "value"), ("dataset check", "data"),
])
func errorsHaveAKind(line: String, kind: String) throws {
  let error = try #require(try objects(Outcome(line))[0]["error"] as? [String: Any])
  #expect(error["kind"] as? String == kind)
}

@Test func manyFaultsOfOneCommandAreCounted() throws {
  let outcome = Outcome("dataset check", name: "r.maestro")
  let error = try #require(try objects(outcome)[0]["error"] as? [String: Any])
  #expect(error["message"] as? String == "no such image (and 1 more)")
  #expect(error["file"] as? String == "cards/train/annotations.jsonl")
  #expect(error["line"] as? Int == 3)
  #expect(
    outcome.faults.map(\.callers) == Array(repeating: [Diagnostic.Caller(file: "r.maestro", line: 1, text: "dataset check")], count: 2))
}

@Test func aFaultBeforeTheFirstCommandHasNoCommand() throws {
  let found = try objects(Outcome("step\nstpe\nshow trian", name: "r.maestro"))
  #expect(found.count == 2)
  #expect(found.allSatisfy { $0["command"] is NSNull && $0["value"] is NSNull })
  #expect(found.map { $0["line"] as? Int } == [2, 3])
  #expect(found[0]["source"] as? String == "stpe")
  #expect((found[1]["error"] as? [String: Any])?["kind"] as? String == "value")
}

@Test func aFaultOutsideACommandIsToldOnce() throws {
  #expect(try objects(Outcome("let x = 1 / 0")).count == 1)
  #expect(try objects(Outcome("let x = (fail data)")).map { $0["command"] is NSNull } == [true])
  #expect(try objects(Outcome("if 1 / 0 > 2 { step }")).map { $0["source"] as? String } == ["if 1 / 0 > 2 { step }"])
  #expect(try objects(Outcome("for x in [1] { fail data }")).map { $0["command"] as? String } == ["fail"])
  #expect(try objects(Outcome("def f() { return 1 / 0 }\nf")).map { $0["command"] as? String } == ["f"])
  #expect(try objects(Outcome("def f() { return 1 / 0 }\nlet x = (f)")).map { $0["source"] as? String } == ["let x = (f)"])
  #expect(try objects(Outcome("def f() { fail data }\nf")).map { $0["command"] as? String } == ["fail", "f"])
  #expect(try objects(Outcome("def f() { fail data }\nlet x = (f)")).map { $0["command"] as? String } == ["fail"])
}

@Test func aStoppedCommandKeepsItsResult() throws {
  let session = Workshop()
  session.stops = true
  let outcome = Outcome("step 100\nstep 5", session: session)
  #expect(outcome.cause == .stopped)
  #expect(session.calls == ["step 100"])
  let found = try objects(outcome)
  #expect((found[0]["value"] as? [String: Any])?["step"] as? Int == 37)
  let error = try #require(found[0]["error"] as? [String: Any])
  #expect(error["kind"] as? String == "stopped")
  #expect(error["message"] as? String == "stopped after step 37 of 100")
}

@Test func awkwardValuesAreJSON() throws {
  #expect(Value.number(.nan).json.text(.results) == "null")
  #expect(Value.number(.infinity).json.text(.results) == "null")
  #expect(Value.number(3).json.text(.results) == "3")
  #expect(Value.number(1e20).json.text(.results) == "1e20")
  #expect(Value.number(-0.0).json.text(.results) == "0")
  #expect(Value.range(IntegerRange(0, 3)).json.text(.results) == "\"0..3\"")
  #expect(
    Value.text("a\u{0}\u{1F}\u{7F}\u{85}\u{2028}\u{2029}\n\t\"\\é😀/").json.text(.results)
      == "\"a\\u0000\\u001f\\u007f\\u0085\\u2028\\u2029\\n\\t\\\"\\\\é😀/\"")
  #expect(
    (["b": [1, 2.5, true, .none], "a": ["x": "y"]] as Value).json.text(.results) == "{\"b\": [1, 2.5, true, null], \"a\": {\"x\": \"y\"}}")
}

@Test func foundationReadsBackWhatIsWritten() throws {
  struct Read: Decodable {
    let text: String
    let number: Double
    let integer: Int
  }
  var random = PhiloxGenerator(seed: 5, stream: 1)
  for _ in 0..<500 {
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0..<12, using: &random) {
      text.append(Unicode.Scalar(UInt32.random(in: 0..<0x3100, using: &random)) ?? "x")
    }
    let number = Double(bitPattern: random.next())
    let integer = Int(truncatingIfNeeded: random.next())
    guard number.isFinite else { continue }
    let json = (["text": .text(String(text)), "number": .number(number), "integer": .integer(integer)] as Value).json.text(.results)
    // JSONSerialization rounds long fractions; JSONDecoder does not.
    let read = try JSONDecoder().decode(Read.self, from: Data(json.utf8))
    #expect(read.text.unicodeScalars.elementsEqual(text))
    #expect(read.number == number)
    #expect(read.integer == integer)
  }
}
