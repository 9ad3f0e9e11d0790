import Console
import Foundation
import SystemPackage
import TestSupport
import Testing
import Workbench

struct TabCompletionTests {
  private func tab(_ text: String, pending: String = "") -> LineEdit? {
    let suggestions = Suggestions(Notebook(session: Session()).interpreter, for: pending + text)
    return TabCompletion(suggestions, line: EditedLine(text)).edit
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

  @Test func pathsGoOnAsFarAsTheyAreAlikeAndAreListedByTheirLastPart() throws {
    let folder = try TestFolder()
    for name in ["inner.txt", "inside.txt", "my file.png"] { try Data().write(to: URL(fileURLWithPath: folder.appending(name).string)) }
    let root = folder.path.string
    #expect(tab("predict \(root)/i")?.inserts == root + "/in")
    #expect(tab("predict \(root)/in")?.shows == ["inner.txt   inside.txt"])
    #expect(tab("predict \(root)/my") == LineEdit(deletes: root.count + 3, inserts: "'\(root)/my file.png' "))
  }
}
