import Essentials
import Files
import FineTuning
import Foundation
import Images
import Script
import SystemPackage
import TestSupport
import Testing
import Training
import Workbench

@Suite struct PlotCommandTests {
  private func run(_ recipe: String, _ history: RunHistory = RunHistoryTests.twoRuns()) throws -> Value? {
    let session = Session()
    session.runHistory = history
    var value: Value?
    let interpreter = Interpreter(commands: .workbench, session: session) { event in
      if case .finished(let result) = event, let output = result.output { value = output.value }
    }
    _ = try interpreter.run(SourceText(recipe, name: "test"))
    return value
  }

  private func fault(_ recipe: String, _ history: RunHistory = RunHistoryTests.twoRuns()) -> Diagnostic? {
    do {
      _ = try run(recipe, history)
      return nil
    } catch {
      return (error as? ScriptError)?.diagnostics.first
    }
  }

  @Test func drawsOneTrainingOrSeveral() throws {
    let folder = try TestFolder()
    let picture = { (arguments: String) in
      let path = folder.appending("plot.png")
      let value = try self.run("plot \(arguments) to='\(path)'")
      guard case .record(let record)? = value, record["path"] == .text(path.string) else { throw Faults(.value, "no path") }
      return try Image(contentsOf: path)
    }
    let (present, all) = try (picture("loss"), picture("loss runs=all"))
    #expect(present != all)
    #expect(try picture("loss runs=last") == present && picture("loss runs=2") == present)
    #expect(try picture("loss runs=[1, 2]") == all && picture("loss runs=1..2") == all)
    #expect(try picture("loss runs=1") != present)
    // A panel more.
    #expect(try picture("loss map50_95").height > present.height + 100)
    #expect(try picture("loss loss") == present)
    #expect(try picture("map50_95") == picture("map50:95"))
    #expect(try picture("loss scale=log") != present)
    for change in ["xscale=log", "xlim=[1, 1.5]", "ylim=[none, 2]", "ylim=[1, 2] xlim=[none, 2]"] {
      #expect(try picture("loss \(change)") != present, "\(change)")
    }
    #expect(try picture("loss xlim=[none, none] smoothing=1") == present)
  }

  /// Each `reset` begins another training, and `undo` and what is drawn later know them all.
  @Test func trainingsOfASessionAreCompared() throws {
    let folder = try TestFolder()
    let session = Session()
    let recipe = """
      dataset synthesize '\(folder.appending("data"))' samples=5
      dataset load '\(folder.appending("data"))'
      set model_id=tiny batch_size=1 image_size=64
      for rate in [1e-4, 5e-4] {
        reset
        set lr=$rate
        step 2
      }
      step 1
      plot loss lr runs=all to='\(folder.appending("all.png"))'
      reset
      plot loss to='\(folder.appending("last.png"))'
      """
    _ = try Interpreter(commands: .workbench, session: session).run(SourceText(recipe, name: "test"))
    #expect(session.runHistory.measured.map(\.settings.learningRate) == [1e-4, 5e-4])
    #expect(session.runHistory.measured.map { $0.training["loss"].count } == [2, 3])
    let (all, last) = try (Image(contentsOf: folder.appending("all.png")), Image(contentsOf: folder.appending("last.png")))
    #expect(all.height > last.height)
    let before = session.snapshot
    _ = try Interpreter(commands: .workbench, session: session).run(SourceText("step 1", name: "test"))
    #expect(session.runHistory.measured.count == 3)
    try session.restore(before)
    #expect(session.runHistory.measured.count == 2)
  }

  @Test func foldersOfRunsAreCompared() throws {
    let folder = try TestFolder()
    var paths: [String] = []
    for (name, rate) in [("a", 1e-4), ("b", 1e-3)] {
      let run = folder.appending(name)
      try FileManager.default.createDirectory(atPath: run.appending("metrics").string, withIntermediateDirectories: true)
      let settings = RunHistoryTests.settings { $0.learningRate = rate }
      try AtomicFile.write(settings.json(), to: run.appending("configuration.json"))
      for part in ["training", "validation"] {
        let text = RunHistoryTests.history("loss", [3, 2, rate]).fileText()
        try AtomicFile.write(Array(text.utf8), to: run.appending("metrics").appending("\(part).json"))
      }
      paths.append(run.string)
    }
    let path = folder.appending("plot.png")
    _ = try run("plot loss runs=['\(paths[0])', '\(paths[1])'] to='\(path)'", RunHistory())
    let both = try Image(contentsOf: path)
    _ = try run("plot loss runs='\(paths[0])' to='\(path)'", RunHistory())
    #expect(try Image(contentsOf: path) != both)
    _ = try run("plot loss runs=[1, '\(paths[0])'] to='\(path)'")
    try AtomicFile.write(Array("[1]".utf8), to: folder.appending("b").appending("metrics").appending("training.json"))
    #expect(fault("plot loss runs='\(paths[1])' to='\(path)'")?.message.contains("no metric file") == true)
  }

  @Test(arguments: [
    ("plot accuracy", "no figures of accuracy yet", "there are loss, map50_95"),
    ("plot loss runs=3", "there is no run 3", "there are 1, 2"),
    ("plot loss runs=0..1000000", "there is no run", "there are 1, 2"), ("plot loss runs=/nowhere", "there is no such folder", ""),
    ("plot loss runs=[true]", "a run is a number or the path of a run folder", ""),
    ("plot loss xlim=3", "an axis has two ends, not 1", "xlim=[0, 1], or xlim=[none, 1]"),
    ("plot loss ylim=[2, 1]", "the first end is not below the second", "ylim=[1, 2]"),
    ("plot loss scale=log ylim=[0, 1]", "a logarithmic axis has no 0", "give ends above 0"),
    ("plot map50:95 runs=1", "no figures of map50:95", "there are loss"),
  ])
  func whatIsNotThereIsNamed(_ recipe: String, _ message: String, _ hint: String) {
    let fault = fault(recipe)
    #expect(fault?.message.contains(message) == true, "\(fault.map { "\($0)" } ?? "no fault")")
    #expect(hint.isEmpty || fault?.hint == hint, "\(fault?.hint ?? "no hint")")
  }

  @Test func nothingYetSaysSo() {
    #expect(fault("plot loss", RunHistory())?.hint == "train first")
    #expect(fault("plot loss runs=1", RunHistory())?.hint == "train first, or name run folders")
  }

  @Test func filesAreNamedAfterTheirMetrics() {
    #expect(PlotFile.name(["loss"]) == "loss.png")
    #expect(PlotFile.name(["loss", "map50:95"]) == "loss-map50_95.png")
    #expect(PlotFile.name(["../../etc/x y"]) == "_._.._etc_x_y.png")
    #expect(PlotFile.name([String(repeating: "m", count: 400)]).count < 120)
  }
}
