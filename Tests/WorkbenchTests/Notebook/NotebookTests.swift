import Essentials
import Script
import TestSupport
import Testing
import Transcripts
import Workbench

@Suite(.serialized) struct NotebookTests {
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
