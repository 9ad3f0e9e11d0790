import Essentials
import Foundation
import Script
import TestSupport
import Testing
import Transcripts

/// Sessions, and what is saved of them. What a replay does must be what the session did.
@Suite struct SavedRecipeTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let inputs: [String]
    let saved: String
    var files: [String: String] = [:]
    var testDescription: String { inputs.joined(separator: " ⏎ ") }

    init(_ inputs: [String], _ saved: String, files: [String: String] = [:]) {
      self.inputs = inputs
      self.saved = saved
      self.files = files
    }
  }

  static let cases: [Case] = [
    // As it was typed.
    Case(["step", "step 2"], "step\nstep 2\n"),
    Case(["for i in 1..2 {\n  step $i  # so many\n}"], "for i in 1..2 {\n  step $i  # so many\n}\n"),
    Case(["# %% Cards", "step", "# a word\nstep 2"], "# %% Cards\nstep\n# a word\nstep 2\n"),
    Case(["step", "# %% Two", "step"], "step\n\n# %% Two\nstep\n"),
    Case(["def twice(n) {\n  step $n; step $n\n}", "twice 2"], "def twice(n) {\n  step $n; step $n\n}\ntwice 2\n"),
    Case(["give \"a\\n{1 + 1}\"", "give 'it''s'"], "give \"a\\n{1 + 1}\"\ngive 'it''s'\n"),
    Case(["  step  ;", ""], "step\n"),
    // What only looks, and what failed.
    Case(["look", "step; look", "look; step", "look; look"], "step\nstep\n"),
    Case(["if true { look; step }", "if false { look }"], "if true { step }\nif false {  }\n"),
    Case(["time look", "time step"], "time step\n"),
    Case(["fail", "stpe", "step 0", "let x = 1 / 0", "step"], "step\n"),
    Case(["step; fail; step", "step 2"], "step\nstep 2\n"),
    Case(["step\n# one more\nfail"], "step\n# one more\n"),
    // Unrolled.
    Case(
      ["let r = {n: 1}; let all = [{n: $x} for x in 1..2]; fail", "step $r.n"],
      "let r = {n: 1}; let all = [{n: $x} for x in 1..2]\nstep $r.n\n"),
    Case(
      ["let x = 5", "let all = [(step $x) for x in [1, 0]]"],
      "let x = 5\nlet x = 1\nstep $x\nlet x = 0\nlet x = 5\n"),
    Case(
      ["def trial(r) { step $r.n; fail }", "trial {n: 2, word: a}"],
      "def trial(r) { step $r.n; fail }\nlet trial_r = {n: 2, word: \"a\"}\nstep $trial_r.n\n"),
    Case(
      ["give (first([5]))", "def first(list) { return 3 }", "give (first [7])", "give (first([7, 8]))"],
      "give (first([5]))\ndef first_2(list) { return 3 }\ngive (first_2 [7])\ngive ((first_2 ([7, 8])))\n"),
    Case(["for i in 1..3 { step $i; if $i == 2 { fail } }"], "let i = 1\nstep $i\nlet i = 2\nstep $i\n"),
    Case(
      ["for i in 1..4 { if $i == 2 { continue }; step $i; give (1 / (3 - $i)) }"],
      "let i = 1\nstep $i\ngive (1 / (3 - $i))\nlet i = 2\nlet i = 3\nstep $i\n"),
    Case(
      ["let x = 1; while true { let x = $x * 2; step $x; if $x > 3 { fail } }", "give $x"],
      "let x = 1\nlet x = $x * 2\nstep $x\nlet x = $x * 2\nstep $x\ngive $x\n"),
    Case(["repeat 2 { step }; fail"], "repeat 2 { step }\n"),
    Case(["if (step 2).step == 2 { step; fail }"], "step 2\nstep\n"),
    Case(["give [(step), (1 / 0)]"], "step\n"),
    Case(["let y = (step 3).loss + none"], "step 3\n"),
    Case(["time step 2; time fail"], "time step 2\n"),
    Case(
      ["for i in 1..2 { if $i == 5 { let w = 3 }; if $i == 1 { step } else { give $w } }"],
      "let i = 1\nif false { let w = none }\nif $i == 1 { step } else { give $w }\nlet i = 2\n"),
    // Definitions that did not come to their end.
    Case(
      ["let n = 7", "def trial(n, m=2) { step $n; let k = $m + $n; step $k; fail }", "trial 1", "give $n"],
      "let n = 7\ndef trial(n, m=2) { step $n; let k = $m + $n; step $k; fail }\nlet trial_n = 1\nlet trial_m = 2\nstep $trial_n\n"
        + "let trial_k = $trial_m + $trial_n\nstep $trial_k\ngive $n\n"),
    Case(
      ["def trial(r) { give $r.score; fail }", "trial (measure)"],
      "def trial(r) { give $r.score; fail }\nlet trial_r = (measure)\ngive $trial_r.score\n"),
    Case(
      ["def trial(n) { step $n; fail }; step 3; trial (step).step"],
      "def trial(n) { step $n; fail }; step 3\nstep\nlet trial_n = 4\nstep $trial_n\n"),
    Case(["fail; def later(n) { step $n }", "later 2"], "def later(n) { step $n }\nlater 2\n"),
    Case(
      ["def f() { let x = $x + 1; give $x; fail }", "let x = 5", "def f2() { let x = $x + 1; give $x; fail }; f2"],
      "let x = 5\ndef f2() { let x = $x + 1; give $x; fail }\nlet f2_x = $x + 1\ngive $f2_x\n"),
    Case(
      ["for r in [(measure), (measure by=2)] { give $r.score; give (1 / ($r.score - 4)) }"],
      "let r_values = [(measure), (measure by=2)]\nlet r = $r_values[0]\ngive $r.score\ngive (1 / ($r.score - 4))\nlet r = $r_values[1]\n"
        + "give $r.score\n"),
    // Earlier results.
    Case(
      ["measure", "give $1.score", "give \"{$_}\""],
      "let result_1 = (measure)\nlet result_2 = (give $result_1.score)\ngive \"{$result_2}\"\n"),
    Case(
      ["step; measure", "let result_1 = 5", "give $1.score"], "step; let result_1_ = (measure)\nlet result_1 = 5\ngive $result_1_.score\n"),
    Case(["2 * 3", "give ($1 + 1)"], "let result_1 = 2 * 3\ngive ($result_1 + 1)\n"),
    Case(["look", "give $1"], "let result_1 = (look)\ngive $result_1\n"),
    Case(
      ["for i in 1..2 { measure }", "give $1.parts[1]", "step $1.parts[0]"],
      "for i in 1..2 { let result_1 = (measure) }\ngive $result_1.parts[1]\nstep $result_1.parts[0]\n"),
    Case(["measure; fail", "give $1.score"], "let result_1 = (measure)\ngive $result_1.score\n"),
    // Made anew.
    Case(
      ["def f(n) { step $n }", "f 1", "def f(n) { step $n; step }", "f 1"],
      "def f(n) { step $n }\nf 1\ndef f_2(n) { step $n; step }\nf_2 1\n"),
    Case(
      ["def inner() { step }", "def outer() { inner }", "outer", "def inner() { step 2 }", "outer; time outer"],
      "def inner() { step }\ndef outer() { inner }\nouter\ndef inner_2() { step 2 }\ndef outer_2() { inner_2 }\nouter_2; time outer_2\n"),
    Case(["def f() { step }", "def f() { step }", "f"], "def f() { step }\nf\n"),
    Case(["def f() { stpe }", "def f() { step }", "f"], "def f() { step }\nf\n"),
    // Recipes.
    Case(
      ["step; source lib.maestro; step", "helper 2"],
      "step\n# From here on: lib.maestro\n# Tools\ndef helper(n) { step $n }\nlet made = 3\nstep\nhelper 2\n",
      files: ["lib.maestro": "# Tools\ndef helper(n) { step $n }\nlet made = 3\n"]),
    Case(
      ["for f in ['sub/a.maestro', 'sub/b.maestro'] { source $f }"],
      "let f = \"sub/a.maestro\"\n# From here on: sub/a.maestro\nstep 1\n# From here on: sub/c.maestro\nstep 9\nlet f = \"sub/b.maestro\"\n"
        + "# From here on: sub/b.maestro\nstep 2\n",
      files: ["sub/a.maestro": "step 1\nsource c.maestro\n", "sub/b.maestro": "step 2", "sub/c.maestro": "step 9"]),
    Case(
      ["source a.maestro", "late"], "# From here on: a.maestro\nstep\ndef late() { step 3 }\nlate\n",
      files: ["a.maestro": "step\nfail\nstep\ndef late() { step 3 }"]),
    Case(
      ["source a.maestro", "source a.maestro"], "# From here on: a.maestro\ndef f() { step }; f\n# From here on: a.maestro\nf\n",
      files: ["a.maestro": "def f() { step }; f"]),
    Case(
      ["def run() { source a.maestro; return $x }", "give (run)"],
      "def run() { source \"\(cwd)/a.maestro\"; return $x }\ngive (run)\n",
      files: ["a.maestro": "let x = 4; step $x", "\(cwd)/a.maestro": "let x = 4; step $x"]),
  ]

  private static var cwd: String { FileManager.default.currentDirectoryPath }

  @Test(arguments: cases) func aSessionIsSaved(_ session: Case) throws {
    let prompt = try LedgerPrompt(files: session.files)
    for input in session.inputs { prompt.type(input) }
    #expect(try prompt.recipe() == session.saved)
    #expect(try prompt.replayed() == prompt.session.log)
  }

  /// Programs made up at random, most of which fail somewhere: whatever they did, the saved recipe does again.
  @Test func whateverHappenedIsDoneAgain() throws {
    for seed in 0..<120 {
      let a = "# A\nlet v = 3; step\nif $v > 2 { give $v }"
      let prompt = try LedgerPrompt(files: [
        "a.maestro": a, "\(Self.cwd)/a.maestro": a, "b.maestro": "step 2\nsource a.maestro\nfail",
      ])
      var author = Author(seed: UInt64(seed))
      for _ in 0..<12 { prompt.type(author.input()) }
      let inputs = prompt.recording.transcript.inputs.map(\.text).joined(separator: "\n")
      do {
        let replayed = try prompt.replayed()
        #expect(replayed == prompt.session.log, "seed \(seed):\n\(inputs)\n-- saved:\n\((try? prompt.recipe()) ?? "")")
      } catch {
        Issue.record("seed \(seed): \(error)\n\(inputs)\n-- saved:\n\((try? prompt.recipe()) ?? "")")
      }
    }
  }

  @Test func whatWasStoppedIsWrittenAsFarAsItCame() throws {
    let prompt = try LedgerPrompt()
    prompt.session.most = 3
    #expect(prompt.type("step 10") == "stopped after 3")
    prompt.type("for n in [2, 5, 1] { step $n }")
    prompt.type("time step 9; step")
    prompt.type("let x = (step 7)")
    prompt.type("give $1.loss")
    prompt.type("long stride 4")
    prompt.type("repeat 2 { stop }")
    let saved = try prompt.recipe()
    #expect(
      saved
        == "let result_1 = (step 3)\nlet n = 2\nstep $n\nlet n = 5\nstep 3\nstep 3\nstep 3\ngive $result_1.loss\n"
        + "# stopped before its end: long stride 4\n")
    #expect(try prompt.replayed() == prompt.session.log)
  }

  @Test func whatWasUndoneIsLeftOut() throws {
    let prompt = try LedgerPrompt()
    for input in ["step", "measure", "step 2", "give $2.score"] { prompt.type(input) }
    prompt.recording.transcript.markUndone(2)
    prompt.recording.transcript.markUndone(3)
    #expect(try prompt.recipe() == "step\ngive (2)\n")
  }

  @Test func aRecordThatNothingGivesAgainIsARefusal() throws {
    let prompt = try LedgerPrompt()
    for input in ["measure", "give $1"] { prompt.type(input) }
    prompt.recording.transcript.markUndone(1)
    let error = #expect(throws: Faults.self) { try prompt.recipe() }
    #expect(error?.diagnostics.map(\.message).joined(separator: " ").contains("would not run") == true)
    #expect(try prompt.folder.names() == [])
  }

  @Test func aRecipeThatIsRunIsKeptAsFarAsItCame() throws {
    let prompt = try LedgerPrompt()
    let text = "# %% One\nlet n = 2\nstep $n\n# %% Two\nfor i in 1..3 { step $i; give (1 / (2 - $i)) }\nstep 100\n"
    _ = try? prompt.recording.run(SourceText(text, name: "r.maestro"), overrides: [Override(name: "n", value: 4)])
    let saved = try prompt.recipe()
    #expect(
      saved
        == "# %% One\nlet n = 4\nstep $n\n# %% Two\nlet i = 1\nstep $i\ngive (1 / (2 - $i))\nlet i = 2\nstep $i\n")
    #expect(try prompt.replayed() == prompt.session.log)
  }

  @Test func aSavedRecipeThatIsRunIsSavedAsItWas() throws {
    let first = try LedgerPrompt()
    for input in ["# %% One", "step", "measure", "give $2.score"] { first.type(input) }
    let saved = try first.saved("a.maestro")
    #expect(saved.hasPrefix("# Saved by maestro 1.2.3: "))
    #expect(saved.contains("\nset seed=42\n"))
    let second = try LedgerPrompt()
    _ = try second.recording.run(SourceText(saved, name: "a.maestro"))
    #expect(try second.saved("a.maestro") == saved)
  }

  @Test func aHundredThousandCommandsAreKept() throws {
    let prompt = try LedgerPrompt()
    prompt.type("let i = 0; while true { let i = $i + 1; step; if $i == 10000 { fail } }")
    let replayed = try prompt.replayed()
    #expect(replayed.count == 10000)
    // What came to its end is one line, however long it was.
    prompt.type("repeat 100000 { step }")
    #expect(try prompt.recipe().hasSuffix("step\nlet i = $i + 1\nstep\nrepeat 100000 { step }\n"))
    // Too much to be written one by one, and only of values: their last ones are.
    prompt.type("let k = 0; while true { let k = $k + 1; if $k == 200000 { let z = 1 / 0 } }")
    #expect(try prompt.recipe().hasSuffix("repeat 100000 { step }\nlet k = 0\nlet k = 200000\n"))
    prompt.type("for i in 1..150000 { step; let k = $i; if $i == 140000 { fail } }")
    let error = #expect(throws: Faults.self) { try prompt.recipe() }
    #expect(error?.diagnostics.first?.message.contains("too many commands to be written one by one") == true)
    prompt.recording.transcript.markUndone(4)
    #expect(try prompt.recipe().hasSuffix("let k = 200000\n"))
  }
}
