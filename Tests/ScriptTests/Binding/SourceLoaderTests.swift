import Essentials
import Foundation
import Script
import Testing

/// Files that a test makes up.
private func files(_ files: [String: String]) -> SourceLoader {
  SourceLoader { path in
    guard let text = files[path] else { throw Faults(.data, "cannot read \(path): No such file or directory") }
    return Array(text.utf8)
  }
}

private func run(_ main: String, _ others: [String: String], name: String = "recipes/main.maestro") -> Outcome {
  Outcome(SourceText(main, name: name), loader: files(others))
}

@Test func aSourcedRecipeRunsAsIfItsLinesStoodThere() {
  let outcome = run(
    "source lib.maestro\nprint $shared\nhelper 3\nprint (helper 4)",
    ["recipes/lib.maestro": "let shared = 5\ndef helper(n) { return $n * $shared }\nprint loaded"])
  #expect(outcome.faults.isEmpty)
  #expect(outcome.shown == [3: ["loaded", "15"], 2: ["5"], 4: ["20"]])
}

@Test func pathsAreRelativeToTheRecipeTheyStandIn() {
  let others = [
    "recipes/sub/a.maestro": "source b.maestro\nsource ../c.maestro", "recipes/sub/b.maestro": "print b",
    "recipes/sub/../c.maestro": "print c",
  ]
  #expect(run("source sub/a.maestro", others).shown == [1: ["b", "c"]])
  #expect(run("source \"sub/a.maestro\"", others).shown == [1: ["b", "c"]])
  #expect(run("let p = 'sub/a.maestro'; source $p", others).shown == [1: ["b", "c"]])
  #expect(run("source /x.maestro", ["/x.maestro": "print absolute"]).shown == [1: ["absolute"]])
}

@Test func aFaultShowsTheWayToIt() {
  let outcome = run(
    "print start\nsource lib.maestro\n",
    ["recipes/lib.maestro": "def trial(n) {\n  let r = (evaluate)\n  return $r.map5\n}\nfor n in [1] {\n  print (trial $n)\n}"])
  #expect(outcome.cause == .failed)
  #expect(
    outcome.faults.map(\.description) == [
      """
      recipes/lib.maestro:3:13: there is no field `map5` here
          return $r.map5
                    ^
        hint: did you mean `map50`?
        in recipes/lib.maestro:6: trial $n
        in recipes/main.maestro:2: source lib.maestro
      """
    ])
}

@Test func faultsOfSourcedRecipesAreFoundBeforeAnythingRuns() {
  let outcome = run(
    "print start\nsource lib.maestro\nstpe", ["recipes/lib.maestro": "print (1 +\nshow trian"])
  #expect(outcome.cause == .notBound)
  #expect(outcome.shown.isEmpty)
  #expect(outcome.faults.map(\.file) == ["recipes/main.maestro", "recipes/lib.maestro"])
  #expect(outcome.faults.map(\.line) == [3, 2])
  #expect(outcome.faults[1].callers == [Diagnostic.Caller(file: "recipes/main.maestro", line: 2, text: "lib.maestro")])
}

@Test func aRecipeThatRunsItselfIsAFault() {
  #expect(
    run("source main.maestro", ["recipes/main.maestro": "source main.maestro"]).faults.map(\.message) == ["this recipe would run itself"])
  let circle = run(
    "source a.maestro", ["recipes/a.maestro": "source b.maestro", "recipes/b.maestro": "source main.maestro", "recipes/main.maestro": ""])
  #expect(circle.faults.map(\.message) == ["recipes/main.maestro would run itself: it led here"])
  let late = run("let p = 'main.maestro'; source $p", ["recipes/main.maestro": "let p = 'main.maestro'; source $p"])
  #expect(late.cause == .failed)
  #expect(late.faults.first?.message == "this recipe would run itself")
}

@Test func manyRecipesAreTooMany() {
  // Each runs the next one twice: without a limit, 2 to the 40th.
  var chain: [String: String] = [:]
  for i in 0..<40 { chain["recipes/\(i).maestro"] = "source \(i + 1).maestro\nsource \(i + 1).maestro" }
  #expect(run("source 0.maestro", chain).faults.contains { $0.message.contains("more than 16 deep") })
  // Four to a level, six levels: deep enough for none, but too many.
  for i in 0..<6 { chain["recipes/\(i).maestro"] = Array(repeating: "source \(i + 1).maestro", count: 4).joined(separator: "\n") }
  chain["recipes/6.maestro"] = ""
  #expect(run("source 0.maestro", chain).faults.contains { $0.message.contains("more than 1000 times") })
}

@Test func aRecipeMayBeRunTwice() {
  let twice = run(
    "source a.maestro\nsource a.maestro\nfor i in 1..2 { source a.maestro }", ["recipes/a.maestro": "def f() { return 1 }\nprint (f)"])
  #expect(twice.faults.isEmpty)
  #expect(twice.shown == [2: ["1", "1", "1", "1"]])
}

@Test func whatOnlyTheRunKnowsIsFoundThen() {
  let library = ["recipes/lib.maestro": "def helper(n) { return $n + 1 }\nlet made = 3", "recipes/broken.maestro": "stpe"]
  #expect(run("let p = 'lib.maestro'\nsource $p\nprint (helper $made)", library).shown == [3: ["4"]])
  #expect(run("let p = 'lib.maestro'\nif true { source $p }\nhelper 1", library).shown == [3: ["2"]])
  let unknown = run("let p = 'lib.maestro'\nsource $p\nprint start\nhelpr 1", library)
  #expect(unknown.shown == [3: ["start"]])
  #expect(unknown.cause == .failed)
  #expect(unknown.faults.first?.hint == "did you mean `helper`?")
  let wrong = run("let p = 'lib.maestro'\nsource $p\nhelper", library)
  #expect(wrong.faults.map(\.message) == ["`helper` needs `n`"])
  let broken = run("let p = 'broken.maestro'\nprint start\nsource $p", library)
  #expect(broken.shown == [2: ["start"]])
  #expect(broken.cause == .failed)
  #expect(broken.faults.first?.file == "recipes/broken.maestro")
  #expect(broken.faults.first?.callers.first?.line == 3)
  let early = run("def f() { return (helper 1) }\nprint (f)\nsource lib.maestro", library)
  #expect(early.faults.first?.message.contains("is not defined yet") ?? false)
}

@Test func twoRecipesMustNotDefineTheSame() {
  let outcome = run(
    "source a.maestro\nsource b.maestro", ["recipes/a.maestro": "def f() { step }", "recipes/b.maestro": "def f() { step 2 }"])
  #expect(outcome.faults.map(\.message) == ["`f` is defined in recipes/a.maestro, line 1 already"])
}

@Test func aSourceInADefinitionSetsTheDefinitionsNames() {
  let outcome = run(
    "let x = 1\ndef f() { source a.maestro\n return $x }\nprint (f) $x", ["recipes/a.maestro": "let x = 2"])
  #expect(outcome.faults.isEmpty)
  #expect(outcome.shown == [4: ["2 1"]])
}

@Test func namesOfALoopThatRunsARecipeMayBeSetByIt() {
  #expect(run("for i in 1..2 { if $i > 1 { print $made }\n source a.maestro }", ["recipes/a.maestro": "let made = 7"]).shown == [1: ["7"]])
}

@Test func realFilesAreRead() throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("script-\(UInt64.random(in: 0 ... .max))")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let path = folder.appendingPathComponent("a.maestro").path
  try Data([0xEF, 0xBB, 0xBF] + Array("print one\r\nprint two\r\n".utf8)).write(to: URL(fileURLWithPath: path))
  #expect(Outcome(try SourceLoader.files.load(path)).shown == [1: ["one"], 2: ["two"]])
  #expect(throws: Faults.self) { try SourceLoader.files.load(folder.path) }
  #expect(throws: Faults.self) { try SourceLoader.files.load(folder.path + "/none.maestro") }
  #expect(throws: Faults.self) { try SourceLoader.files.load("/dev/zero") }
  // The same file by another name runs itself as well.
  let link = folder.appendingPathComponent("link.maestro").path
  try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
  try Data("source link.maestro".utf8).write(to: URL(fileURLWithPath: path))
  let outcome = Outcome(try SourceLoader.files.load(path), loader: .files)
  #expect(outcome.faults.map(\.message) == ["this recipe would run itself"])
}

@Test func bytesThatAreNoTextHaveAPlace() {
  do {
    _ = try SourceText(bytes: Array("print a\nprint é".utf8) + [0xC3, 0x28, 0x0A] + Array("x".utf8), name: "bad.maestro")
    Issue.record("half of UTF-8 was read")
  } catch {
    let fault = (error as? Faults)?.diagnostics.first
    #expect(fault?.line == 2)
    #expect(fault?.column == 8)
    #expect(fault?.message == "this is not UTF-8: a byte 0xC3")
  }
}

@Test(arguments: [("print a\u{0}b", 8), ("print a\rprint b", 8), ("# a comment\u{1B}[2J", 12), ("print \"\u{7}\"", 8), ("\u{7F}", 1)])
func controlCharactersAreFaults(text: String, column: Int) {
  let faults = Outcome(text).faults
  #expect(faults.map(\.column) == [column])
  #expect(faults.first?.message.contains("control character") ?? false)
}
