import Essentials
import Files
import FineTuning
import Foundation
import SystemPackage
import TestSupport
import Testing

/// `maestro run`: what any file gets, results as JSON, and exit statuses.
@Suite struct RunTests {
  private func run(_ bytes: [UInt8], _ options: String = "") throws -> Program.Outcome {
    let folder = try TestFolder()
    try AtomicFile.write(bytes, to: folder.appending("r.maestro"))
    return try Program.run("run r.maestro \(options)", in: folder)
  }

  private func objects(_ output: String) throws -> [[String: Any]] {
    try output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
    }
  }

  struct Bytes: CustomTestStringConvertible, Sendable {
    let name: String
    let bytes: [UInt8]
    let status: Int32
    let message: String

    init(_ name: String, _ text: String, _ status: Int32, _ message: String) {
      self.init(name, Array(text.utf8), status, message)
    }

    init(_ name: String, _ bytes: [UInt8], _ status: Int32, _ message: String) {
      (self.name, self.bytes, self.status, self.message) = (name, bytes, status, message)
    }

    var testDescription: String { name }
  }

  private static let awkward: [Bytes] = [
    Bytes("half a character", [0x70, 0x20, 0xC3], 2, "r.maestro:1:3: this is not UTF-8: a byte 0xC3"),
    Bytes("a NUL", "print a\u{0}b", 2, "r.maestro:1:8: a control character, U+0000, stands here"),
    Bytes("a long line", "print \(String(repeating: "a", count: 10_000_000)) $x", 2, "there is no variable `$x`"),
    Bytes("brackets", "print \(String(repeating: "(", count: 10_000))", 2, "this is nested more than 200 deep"),
    Bytes("itself", "source r.maestro", 2, "r.maestro:1:8: this recipe would run itself"),
    Bytes("seventeen million bytes", [UInt8](repeating: 10, count: 17_000_000), 1, "r.maestro is larger than 16 MiB"),
    Bytes("nothing", "", 0, ""), Bytes("CR LF", "print a\r\nprint b\r\n", 0, ""), Bytes("a byte order mark", "\u{FEFF}print a", 0, ""),
    Bytes("endless calls", "def f { f }; f", 1, "definitions call each other more than 200 deep"),
    Bytes("a growing text", "let s = 'ab'; while true { let s = \"{$s}{$s}\" }", 1, "this value is larger than 64 MiB"),
    Bytes("a growing list", "let s = [1]; while true { let s = [$s, $s] }", 1, "this value is larger than 64 MiB"),
  ]

  @Test(arguments: awkward) func anyBytesGetADiagnostic(_ file: Bytes) throws {
    let outcome = try run(file.bytes)
    #expect(outcome.status == file.status && !outcome.wasKilled)
    let isSaid = file.message.isEmpty ? outcome.errors.isEmpty : outcome.errors.contains(file.message)
    #expect(isSaid, "\(outcome.errors.prefix(500))")
    #expect(outcome.errors.utf8.count < 10_000)
  }

  /// A process that is bound to one processor works on one thread.
  @Test func threadsFollowTheAffinityMask() throws {
    let shell = FilePath("/usr/bin/taskset")
    let executable = try #require(Program.executable)
    let bound = try Program("-c 0 \(executable) info", of: shell, in: TestFolder()).finished()
    #expect(bound.output.contains("\nthreads: 1\n"), "\(bound.output)\(bound.errors)")
    #expect(try Program.run("info", in: TestFolder()).output.contains("\nthreads: \(Processors.count)\n"))
  }

  @Test(arguments: ["version", "--version"]) func theVersionIsTold(_ line: String) throws {
    let outcome = try Program.run(line, in: TestFolder())
    #expect(outcome.status == 0 && outcome.output == "maestro \(SystemInformation.version)\n" && outcome.errors == "")
  }

  /// Nothing in a file hangs on the order of a dictionary, which is another in every process.
  @Test func aRecipeWritesTheSameBytesEachTime() throws {
    let recipe = """
      dataset synthesize data samples=[5, 2, 1] size=48 seed=3
      dataset load data
      model load tiny
      set image_size=64 batch_size=2 epochs=3 lr=1e-3 max_new_tokens=4 num_beams=1 cache_dir=cache
      set metrics=[mean_average_precision, word_error_rate, bleu] rank_pattern=[fc1=3, q_proj=4] target_modules=[q_proj, fc1, fc2]
      step 2
      set lr=2e-3 batch_size=1 warmup_steps=1
      epoch
      checkpoint save kept
      lora save adapters
      model export merged merge=true
      train epochs=2
      checkpoint load kept
      evaluate
      """
    func files() throws -> (folder: TestFolder, names: [String]) {
      let folder = try TestFolder()
      try AtomicFile.write(Array(recipe.utf8), to: folder.appending("r.maestro"))
      let outcome = try Program.run("run r.maestro", in: folder)
      try #require(outcome.status == 0, "\(outcome.errors)")
      let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path.string).sorted()
      return (folder, names.filter { folder.appending($0).isFile && !$0.hasSuffix(".out") && !$0.hasSuffix(".err") })
    }
    let (first, names) = try files()
    #expect(names.contains("kept/state.safetensors") && names.contains("merged/model.safetensors"))
    for _ in 0..<2 {
      let (second, others) = try files()
      #expect(others == names)
      for name in names { #expect(try first.bytes(name) == second.bytes(name), "\(name)") }
    }
  }

  @Test func whatIsNoFileIsTold() throws {
    let folder = try TestFolder()
    #expect(
      try Program.run("run nothing.maestro", in: folder).errors.hasPrefix("error: cannot read nothing.maestro: No such file or directory"))
    #expect(try Program.run("run nothing.maestro", in: folder).status == 1)
    let outcome = try Program.run("run . --json", in: folder)
    #expect(outcome.status == 1)
    #expect(outcome.errors == "error: . is a folder, not a recipe\n")
    #expect(try objects(outcome.output).count == 1)
    #expect(try Program.run("run /dev/zero", in: folder).errors.contains("larger than 16 MiB"))
  }

  @Test func faultsFoundFirstAreObjectsWithoutACommand() throws {
    let outcome = try run(Array("print a\nprint $b\ntrian\n".utf8), "--json")
    #expect(outcome.status == 2)
    let objects = try objects(outcome.output)
    #expect(objects.count == 2)
    for object in objects {
      #expect(Set(object.keys) == ["command", "source", "file", "line", "value", "seconds", "error"])
      #expect(object["command"] is NSNull && object["value"] is NSNull)
    }
    let error = try #require(objects[1]["error"] as? [String: Any])
    #expect(Set(error.keys) == ["kind", "message", "file", "line", "column", "hint"])
    #expect(error["kind"] as? String == "name" && error["line"] as? Int == 3 && error["column"] as? Int == 1)
    #expect(error["hint"] as? String == "did you mean `train`?")
    #expect(outcome.errors.contains("r.maestro:2:7: there is no variable `$b`"))
  }

  @Test func commandsInParenthesesPrintNothing() throws {
    let text =
      "let a = (print inner)\n(print shown)\nfor i in 1..2 { print $i ($a) }\nprint \"a\\u{2028}\\u{85}\\u{7}\"\nprint (2 ** 5000) ([1e308 * 10])\n"
    let outcome = try run(Array(text.utf8), "--json")
    #expect(outcome.status == 0)
    let objects = try objects(outcome.output)
    #expect(
      objects.map { $0["source"] as? String } == [
        "print $i ($a)", "print $i ($a)", "print \"a\\u{2028}\\u{85}\\u{7}\"", "print (2 ** 5000) ([1e308 * 10])",
      ])
    #expect(objects.map { $0["value"] as? String } == ["1 inner", "2 inner", "a\u{2028}\u{85}\u{7}", "inf [inf]"])
    #expect(outcome.output.contains("a\\u2028\\u0085\\u0007"))
    let plain = try run(Array(text.utf8)).output
    #expect(plain.hasPrefix("shown\n1 inner\n2 inner\n"))
  }

  @Test func timeGivesSecondsAndTheValue() throws {
    let outcome = try run(Array("time print hello\nlet t = (time print hi); print $t.value ($t.seconds >= 0)\n".utf8), "--json")
    let objects = try objects(outcome.output)
    let value = try #require(objects.first?["value"] as? [String: Any])
    #expect(value["value"] as? String == "hello")
    #expect(value["seconds"] is NSNumber)
    #expect(objects.first?["command"] as? String == "time")
    #expect(objects.last?["value"] as? String == "hi true")
  }

  @Test func aPauseGoesOnWhereNobodyIsAndQuitEnds() throws {
    let outcome = try run(Array("pause Look here\nprint a\nquit\nprint b\n".utf8))
    #expect(outcome.status == 0)
    #expect(outcome.output == "Look here\na\n")
  }

  @Test func valuesFromTheCommandLineReplaceThoseOfTheRecipe() throws {
    let text = Array("let n = 1\nlet n = $n + 1\nlet name = none\nprint $n $name\n".utf8)
    #expect(try run(text, "n=5 name=a~b").output == "6 a b\n")
    #expect(try run(text, "n=[1] name=x").status == 1)
    for (wrong, message) in [
      ("m=5", "the recipe has no `let m` at its top level"), ("n=1 n=2", "`n` is given twice"), ("n", "`n` is no value for a variable"),
      ("name=[1", "cannot be read as the value of `name`"),
    ] {
      let outcome = try run(text, wrong + " --json")
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains(message), "\(outcome.errors)")
      #expect(try objects(outcome.output).count == 1)
    }
  }

  @Test func checkingRunsNothing() throws {
    let outcome = try run(Array("print a\ndataset load ./nowhere\n".utf8), "--check")
    #expect(outcome.status == 0)
    #expect(outcome.output == "" && outcome.errors == "")
    #expect(try run(Array("print a\ntrain epochs=0\n".utf8), "--check").status == 2)
  }

  /// `while true {}` and its like end at Ctrl-C.
  @Test(arguments: [
    "while true {}", "repeat 9000000000000000000 {}", "for i in 0..9223372036854775807 { let x = $i }", "def f { while true {} }; f",
    "let n = 0; while true { let n = $n + (len(\"{$n}\")) }", "while true { let a = (print x) }", "time time pause; while true { help }",
  ])
  func endlessLoopsAreInterrupted(_ text: String) throws {
    let folder = try TestFolder()
    try AtomicFile.write(Array(text.utf8), to: folder.appending("r.maestro"))
    let program = try Program("run r.maestro", in: folder)
    Thread.sleep(forTimeInterval: 0.5)
    #expect(program.process.isRunning)
    program.process.interrupt()
    let outcome = program.finished()
    #expect(outcome.status == 130 && !outcome.wasKilled)
    #expect(outcome.errors.contains("stopped"))
  }

  @Test func aPipeIsARecipeToo() throws {
    let folder = try TestFolder()
    let pipe = folder.appending("pipe").string
    try #require(mkfifo(pipe, 0o600) == 0)
    let program = try Program("run pipe", in: folder)
    let writer = try #require(fopen(pipe, "w"))
    fputs("print piped\n", writer)
    fclose(writer)
    #expect(program.finished().output == "piped\n")
    let waiting = try Program("run pipe", in: folder)
    Thread.sleep(forTimeInterval: 0.3)
    waiting.process.interrupt()
    #expect(waiting.finished().status == 130)
  }

  /// The page of all commands, as `Scripts/reference` writes it.
  @Test func theReferenceIsPrinted() throws {
    let outcome = try Program.run("reference", in: TestFolder())
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("# Commands\n"))
  }
}
