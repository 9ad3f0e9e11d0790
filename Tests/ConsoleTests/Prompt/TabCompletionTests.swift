import Console
import Foundation
import Script
import SystemPackage
import TestSupport
import Testing
import Workbench

struct TabCompletionTests {
  private func tab(_ text: String, pending: String = "", files: FileCompletion? = nil) -> LineEdit? {
    let interpreter = Notebook(session: Session()).interpreter
    return TabCompletion(
      completion: interpreter.complete(pending + text), files: files, pending: pending, line: EditedLine(text)
    ).edit
  }

  @Test func whatIsCertainIsPutIn() {
    #expect(tab("toke") == LineEdit(deletes: 4, inserts: "tokenize "))
    #expect(tab("prin", pending: "repeat 2 {\n") == LineEdit(deletes: 4, inserts: "print "))
    #expect(tab("nothing_begins_so") == nil)
  }

  @Test func otherwiseTheChoicesAreShown() throws {
    let lines = try #require(tab("dataset ")).shows
    #expect(lines.contains { $0.hasPrefix("load ") } && lines.contains { $0.hasPrefix("synthesize ") })
    let settings = try #require(tab("set lr")).shows
    #expect(
      settings.contains { $0.hasPrefix("lr= ") && $0.contains("(now 1e-05)") || $0.contains("(now 5e-06)") || $0.contains("(now 1e-5)") })
  }

  private func folder() throws -> TestFolder {
    let folder = try TestFolder()
    for name in ["my file.png", "it's.png", ".hidden", "other.maestro", "deep/inner.txt", "deep/inside.txt"] {
      let path = folder.appending(name).string
      try FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try Data().write(to: URL(fileURLWithPath: path))
    }
    return folder
  }

  private func path(_ typed: String, in folder: TestFolder, quote: Unicode.Scalar? = nil, ending: String? = nil) -> LineEdit? {
    let typed = folder.path.string + "/" + typed
    let text = "predict " + (quote.map { String($0) } ?? "") + typed
    return tab(text, files: FileCompletion(typed: typed, quote: quote, ending: ending))
  }

  @Test func filesAndFoldersAreCompleted() throws {
    let folder = try folder()
    let root = folder.path.string
    #expect(path("oth", in: folder)?.inserts == root + "/other.maestro ")
    #expect(path("de", in: folder)?.inserts == root + "/deep/")
    #expect(path("deep/", in: folder)?.inserts == root + "/deep/in")
    #expect(path("deep/in", in: folder)?.shows == ["inner.txt   inside.txt"])
    #expect(path(".h", in: folder)?.inserts == root + "/.hidden ")
    #expect(path("absent", in: folder) == nil)
  }

  @Test func namesWithBlanksAndQuotesAreQuoted() throws {
    let folder = try folder()
    let root = folder.path.string
    #expect(path("my", in: folder)?.inserts == "'" + root + "/my file.png' ")
    #expect(path("my", in: folder, quote: "'")?.inserts == root + "/my file.png' ")
    #expect(path("my", in: folder, quote: "\"")?.inserts == root + "/my file.png\" ")
    #expect(path("it", in: folder)?.inserts == "'" + root + "/it''s.png' ")
  }

  @Test func aParameterThatWantsRecipesIsOfferedThose() throws {
    let folder = try folder()
    #expect(path("", in: folder, ending: ".maestro")?.shows == ["deep/          other.maestro"])
    #expect(path("", in: folder, ending: ".none")?.shows == ["deep/          it's.png       my file.png    other.maestro"])
  }
}
