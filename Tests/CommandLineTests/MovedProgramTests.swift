import Essentials
import Foundation
import TestSupport
import Testing

/// The program takes its model along.
@Suite struct MovedProgramTests {
  @Test func itOpensItsModelAnywhere() throws {
    let folder = try TestFolder()
    let executable = try #require(Program.executable)
    let copy = folder.appending("elsewhere")
    try FileManager.default.copyItem(atPath: executable.string, toPath: copy.string)
    let commands = "model load nano\nmodel export ./out precision=float16"
    let outcome = try Program("", of: copy, in: folder, input: commands).finished()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.hasPrefix("nano: "))
    #expect(try folder.names("out").contains("tokenizer.json"))
    let again = try Program("", of: copy, in: folder, input: "model load ./out\nmodel info").finished()
    #expect(again.status == 0, "\(again.errors)")
  }

  @Test func itIsThere() throws {
    let outcome = try Program.run("info", in: TestFolder())
    #expect(outcome.output.contains("\nbundled model: nano, "))
  }

  /// The words of the prompt.
  @Test func itTrainsFromTheCommandLine() throws {
    let folder = try TestFolder.withDataset()
    let line = "florence2 train --dataset data --model_id nano --epochs 1 --max_new_tokens 4"
    let outcome = try Program.run(line, in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(!outcome.errors.contains("random weights"))
    let evaluated = try Program.run("florence2 evaluate --dataset data --checkpoint training/florence-2/1 --max_new_tokens 4", in: folder)
    #expect(evaluated.status == 0, "\(evaluated.errors)")
  }
}
