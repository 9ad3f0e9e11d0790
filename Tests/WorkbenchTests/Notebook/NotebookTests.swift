import Essentials
import Script
import TestSupport
import Testing
import Transcripts
import Workbench

@Suite(.serialized) struct NotebookTests {
  /// Whatever stands in an input beside `undo`: what is taken back is an earlier input as a whole, and what comes behind is an input's work
  /// that can be taken back in turn.
  @Test func undoAmongOtherCommands() throws {
    let notebook = Notebook(session: Session())
    for input in ["set lr=0.5", "set batch_size=7", "undo; set warmup_steps=3"] { _ = try notebook.submit(input) }
    func settings() -> [Int] { [notebook.session.configuration.batchSize, notebook.session.configuration.warmupSteps] }
    #expect(settings() == [4, 3])
    let error = #expect(throws: ScriptError.self) { try notebook.submit("set warmup_steps=9; undo") }
    #expect(error?.diagnostics.first?.hint == "enter `undo` on a line of its own")
    #expect(settings() == [4, 9] && notebook.session.configuration.learningRate == 0.5)
    for expected in [[4, 3], [4, 0]] {
      _ = try notebook.submit("undo")
      #expect(settings() == expected)
    }
    #expect(notebook.session.configuration.learningRate == 0.5)
  }

  /// What was told while a training went is read long after it, and is no part of the recipe.
  @Test func factsAndEpochsAreKeptWithWhatAnInputShowed() throws {
    let folder = try TestFolder()
    let place = folder.appending("shapes").string
    let listener = Listener()
    let notebook = Notebook(session: Session(listener))
    for input in [
      "dataset synthesize '\(place)' samples=5 size=48; dataset load '\(place)'; model load tiny",
      "set batch_size=2 image_size=64 training=full epochs=2 max_new_tokens=4 num_beams=1",
      "set output_dir='\(folder.appending("runs"))'", "train",
    ] { _ = try notebook.submit(input) }
    let shown = try #require(notebook.transcript.inputs.last?.shown.map(\.kind.text).joined(separator: "\n"))
    for epoch in 1...2 { #expect(shown.contains("epoch \(epoch)/2  step ") && shown.contains("  validation loss "), "\(shown)") }
    #expect(shown.contains("run folder: "))
    let saved = folder.appending("saved.maestro")
    _ = try notebook.submit("save '\(saved)'")
    let recipe = String(decoding: try folder.bytes("saved.maestro"), as: UTF8.self)
    #expect(!recipe.contains("validation"))
  }
}
