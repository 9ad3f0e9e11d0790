import Essentials
import Foundation
import Script
import SystemPackage
import TestSupport
import Testing
import Transcripts
import Workbench

/// Sessions whose process is killed: a copy of what is on disk at that moment is all that is left.
@Suite(.serialized) struct JournalTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private var sessions: FilePath { folder.appending("sessions") }

  /// What a killed process would leave now.
  private func killed(_ name: String) throws -> FilePath {
    let copy = folder.appending(name)
    try FileManager.default.copyItem(atPath: sessions.string, toPath: copy.string)
    return copy
  }

  private func journalFile(in sessions: FilePath) throws -> FilePath {
    let names = try FileManager.default.contentsOfDirectory(atPath: sessions.string)
    return sessions.appending(try #require(names.first)).appending("journal.jsonl")
  }

  private func notebook() -> Notebook {
    let notebook = Notebook(session: Session())
    notebook.keepJournal(in: sessions)
    return notebook
  }

  private func type(_ notebook: Notebook, _ inputs: [String]) {
    for input in inputs { _ = try? notebook.submit(input) }
  }

  private static let inputs = [
    "let x = 0.1 + 0.2", "let r = 1..3; let t = \"a\\n{$x}\"", "def twice(n) { return $n * 2 }", "twice $x", "set lr=5e-4", "fail",
    "print hello",
    "undo", "let x = $4", "config", "let list = [1, 2.5, none, true, 'é']",
  ]

  @Test func aKilledSessionIsThereAgain() throws {
    let first = notebook()
    type(first, Self.inputs)
    let copy = try killed("copy")
    let second = Notebook(session: Session())
    let recovery = try #require(second.recoverable(in: copy))
    #expect(recovery.summary.contains("11 inputs"))
    #expect(second.recover(recovery).hasPrefix("11 inputs are here again"))
    let (a, b) = (first.interpreter.state, second.interpreter.state)
    #expect(a.variables == b.variables)
    #expect(a.definitions == b.definitions)
    #expect(a.results == b.results)
    #expect(a.nextInput == b.nextInput)
    #expect(a.lastResult == b.lastResult)
    #expect(first.session.configuration.json() == second.session.configuration.json())
    #expect(first.transcript.inputs.map(\.text) == second.transcript.inputs.map(\.text))
    #expect(first.transcript.inputs.map(\.isUndone) == second.transcript.inputs.map(\.isUndone))
    let (one, two) = (folder.appending("one.maestro"), folder.appending("two.maestro"))
    _ = try first.submit("save '\(one)'")
    _ = try second.submit("save '\(two)'")
    #expect(try folder.bytes("one.maestro") == folder.bytes("two.maestro"))
    _ = try second.submit("print (twice 4)")
    // Recovered without a journal of its own, the old one stays.
    #expect(Notebook(session: Session()).recoverable(in: copy) != nil)
  }

  @Test func anyBeginningOfAJournalIsABeginningOfTheSession() throws {
    let first = notebook()
    type(first, Self.inputs)
    let copy = try killed("copy")
    let file = try journalFile(in: copy)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: file.string))
    let all = first.transcript.inputs.map(\.text)
    var counts: Set<Int> = []
    for end in Array(stride(from: 0, to: bytes.count, by: max(1, bytes.count / 400))) + [bytes.count] {
      try bytes[..<end].write(to: URL(fileURLWithPath: file.string))
      guard let recovery = Notebook(session: Session()).recoverable(in: copy) else { continue }
      let second = Notebook(session: Session())
      _ = second.recover(recovery)
      let texts = second.transcript.inputs.map(\.text)
      #expect(texts == Array(all.prefix(texts.count)))
      counts.insert(texts.count)
    }
    #expect(counts == Set(1...all.count))
    try Data(repeating: 0xFF, count: 999).write(to: URL(fileURLWithPath: file.string))
    #expect(Notebook(session: Session()).recoverable(in: copy) == nil)
  }

  /// A session beside one that was killed, and what it was told.
  private func successor(in sessions: FilePath) -> (notebook: Notebook, told: Told) {
    let told = Told()
    let listener = Listener(
      onEvent: { if case .finished(let result) = $0, let output = result.output { told.texts.append(output.text) } },
      onProgress: { if case .fact(let fact) = $0 { told.facts.append(fact) } })
    let notebook = Notebook(session: Session(listener))
    notebook.keepJournal(in: sessions)
    return (notebook, told)
  }

  private final class Told {
    var (facts, texts): ([String], [String]) = ([], [])
  }

  @Test func aCommandGoesOnWithASessionThatWasKilled() throws {
    let first = notebook()
    type(first, Self.inputs)
    let copy = try killed("copy")
    let (second, told) = successor(in: copy)
    // Whoever looks round first, or mistypes, loses nothing.
    type(second, ["help undo", "recove", "recover; print 1", "let x = (recover)"])
    #expect(told.facts.count == 1)
    #expect(told.facts.first?.contains("11 inputs; `recover` goes on with it") == true)
    #expect(second.interpreter.variables == [:])
    type(second, ["recover"])
    #expect(told.facts.count == 1)
    #expect(told.texts.last?.hasPrefix("a session of ") == true && told.texts.last?.contains("\n11 inputs are here again") == true)
    let (a, b) = (first.interpreter.state, second.interpreter.state)
    #expect(a.variables == b.variables && a.results == b.results && a.nextInput == b.nextInput && a.lastResult == b.lastResult)
    #expect(first.session.configuration.json() == second.session.configuration.json())
    #expect(first.transcript.inputs.map(\.text) == second.transcript.inputs.map(\.text))
    // There is nothing to undo, and no other session takes the place of this one.
    for input in ["undo", "recover"] { #expect(throws: ScriptError.self) { try second.submit(input) } }
    #expect(first.transcript.inputs.map(\.isUndone) == second.transcript.inputs.dropLast(2).map(\.isUndone))
    #expect(Notebook(session: Session()).recoverable(in: copy) == nil)
    // Killed in turn, it is there once more.
    let again = folder.appending("again")
    try FileManager.default.copyItem(atPath: copy.string, toPath: again.string)
    let (third, _) = successor(in: again)
    type(third, ["recover"])
    #expect(third.interpreter.state.variables == a.variables)
    #expect(third.transcript.inputs.map(\.text) == second.transcript.inputs.map(\.text))
  }

  @Test func aSessionThatWasKilledIsGivenUp() throws {
    type(notebook(), ["let x = 1"])
    let copy = try killed("copy")
    let (second, told) = successor(in: copy)
    type(second, ["let y = 2", "recover"])
    #expect(second.interpreter.variables == ["y": 2], "what it has done would be lost")
    type(second, ["recover discard=true"])
    #expect(told.texts.last?.hasSuffix("1 input\nit is given up") == true)
    #expect(Notebook(session: Session()).recoverable(in: copy) == nil)
    #expect(throws: ScriptError.self) { try second.submit("recover") }
    #expect(throws: ScriptError.self) { try second.run(SourceText("recover", name: "recipe")) }
    // Told of once, or never.
    let (third, still) = successor(in: copy)
    type(third, ["print 1"])
    #expect(still.facts == [])
  }

  @Test func sessionsThatLiveAreLeftAlone() throws {
    let (first, second) = (notebook(), notebook())
    type(first, ["let x = 1"])
    type(second, ["let y = 1"])
    #expect(first.recoverable(in: sessions) == nil)
    #expect(second.recoverable(in: sessions) == nil)
    first.close()
    second.close()
    #expect(try folder.names("sessions") == [])
  }

  @Test func aFolderThatCannotBeMadeKeepsNobodyFromWorking() throws {
    try Data("x".utf8).write(to: URL(fileURLWithPath: sessions.string))
    let first = notebook()
    type(first, ["let x = 1"])
    #expect(first.interpreter.variables == ["x": 1])
    #expect(first.recoverable(in: sessions) == nil)
  }

  /// Losses of the steps that a session makes.
  private func losses(_ notebook: Notebook, _ inputs: [String]) throws -> [Value] {
    try inputs.map { input in
      let number = notebook.interpreter.nextInput
      _ = try notebook.submit(input)
      guard case .record(let record)? = notebook.interpreter.results[number] else { return .none }
      return record["loss"] ?? .none
    }
  }

  @Test func trainingGoesOnBitForBit() throws {
    let place = folder.appending("shapes").string
    let first = notebook()
    type(
      first,
      [
        "dataset synthesize '\(place)' samples=10", "dataset load '\(place)'", "model load tiny",
        "set batch_size=2 lr=1e-3 training=full epochs=3", "let first = (step 2)", "set lr=2e-3",
      ])
    let copy = try killed("copy")
    let second = Notebook(session: Session())
    let recovery = try #require(second.recoverable(in: copy))
    #expect(recovery.summary.contains("step 2"))
    let told = second.recover(recovery)
    #expect(told.contains("training at epoch") && !told.contains("lost"), "\(told)")
    let steps = ["step", "step 2", "undo", "step 2"]
    let expected = try losses(first, steps)
    #expect(try losses(second, steps) == expected)
    #expect(expected[1] == expected[3])
    // The saved session, run as a recipe, ends with the same loss.
    let saved = folder.appending("saved.maestro")
    _ = try second.submit("save '\(saved)'")
    var last = Value.none
    let listener = Listener(onEvent: { event in
      if case .finished(let result) = event, case .record(let record)? = result.output?.value, let loss = record["loss"] { last = loss }
    })
    let replay = Notebook(session: Session(listener))
    _ = try replay.run(SourceLoader.files.load(saved.string))
    #expect(last == expected[3])
  }

  /// Whoever moved the dataset can move it back: the training is not given up.
  @Test func aTrainingThatCannotBeOpenedNowIsThereAnotherTime() throws {
    let (place, elsewhere) = (folder.appending("shapes"), folder.appending("elsewhere"))
    let first = notebook()
    type(
      first,
      [
        "dataset synthesize '\(place)' samples=10", "dataset load '\(place)'", "model load tiny", "set batch_size=2 training=full",
        "step 2",
      ])
    let copy = try killed("copy")
    try FileManager.default.moveItem(atPath: place.string, toPath: elsewhere.string)
    let (second, told) = successor(in: copy)
    type(second, ["recover"])
    #expect(told.texts.last?.contains("5 inputs are here again; lost: dataset, model and training: ") == true)
    second.close()
    try FileManager.default.moveItem(atPath: elsewhere.string, toPath: place.string)
    let (third, _) = successor(in: copy)
    type(third, ["recover"])
    #expect(try losses(third, ["step 2"]) == losses(first, ["step 2"]))
  }

  @Test func aTrainingThatIsKilledOnTheWayGoesOnFromItsLastState() throws {
    let place = folder.appending("shapes").string
    var copy: FilePath?
    var steps = 0
    let listener = Listener(onProgress: { progress in
      if case .training(.step) = progress {
        steps += 1
        if steps == 4 { copy = try? killed("copy") }
      }
    })
    let first = Notebook(session: Session(listener))
    first.keepJournal(in: sessions, every: .zero)
    type(
      first,
      [
        "dataset synthesize '\(place)' samples=10", "dataset load '\(place)'", "model load tiny",
        "set batch_size=2 lr=1e-3 training=full epochs=3", "let k = 1; for i in 1..2 { let k = $k + $i; step 4 }",
      ])
    let left = try #require(copy)
    let second = Notebook(session: Session())
    let recovery = try #require(second.recoverable(in: left))
    #expect(second.recover(recovery).contains("step 3; lost: what `let k = 1; for i in 1..2 { let k = $k + $i; step 4 }` did after that"))
    #expect(second.interpreter.variables == ["i": 1, "k": 2])
    #expect(try losses(second, ["step 5"]) == [lastLoss(first)])
    let saved = folder.appending("saved.maestro")
    _ = try second.submit("save '\(saved)'")
    let text = String(decoding: try folder.bytes("saved.maestro"), as: UTF8.self)
    #expect(text.hasSuffix("let k = 1\nlet i = 1\nlet k = $k + $i\nstep 3\nstep 5\n"), "\(text)")
  }

  private func lastLoss(_ notebook: Notebook) throws -> Value {
    let figures = notebook.session.training?.metrics.training["loss"] ?? []
    return .number(try #require(figures.last?.value))
  }
}
