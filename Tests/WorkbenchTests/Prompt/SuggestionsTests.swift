import Foundation
import SystemPackage
import TestSupport
import Testing
import Workbench

struct SuggestionsTests {
  private func suggestions(_ input: String) -> Suggestions { Suggestions(Notebook(session: Session()).interpreter, for: input) }

  @Test func whatMayStandThereSaysWhatItIs() throws {
    let settings = suggestions("print 'é'\nset lr")
    #expect(settings.typed == "lr")
    #expect(settings.replacing == 14..<16)
    #expect(settings.all.map(\.text) == ["lr=", "lr_scheduler="])
    let lr = try #require(settings.all.first)
    #expect(lr.kind == .parameter && lr.tail == "" && lr.present == "1e-5" && !lr.meaning.isEmpty)
    let command = try #require(suggestions("toke").all.first)
    #expect(command.kind == .command && command.text == "tokenize" && command.tail == " " && command.present == nil)
    let keyword = try #require(suggestions("whi").all.first)
    #expect(keyword.kind == .keyword && keyword.tail == " ")
    let task = try #require(suggestions("confusion task='<OD").all.first)
    #expect(task.kind == .value && task.text == "<OD>" && task.tail == "' ")
    #expect(suggestions("print (mi").all.map(\.kind) == [.function])
    #expect(suggestions("nothing_begins_so").all == [])
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

  private func files(_ typed: String, in folder: TestFolder, _ command: String = "predict", quote: String = "") -> [Suggestion] {
    suggestions("\(command) \(quote)\(folder.path)/\(typed)").all
  }

  /// What the only one puts in.
  private func only(_ typed: String, in folder: TestFolder, quote: String = "") -> String? {
    let found = files(typed, in: folder, quote: quote)
    return found.count == 1 ? found[0].text + found[0].tail : nil
  }

  @Test func filesAndFoldersAreAmongThem() throws {
    let folder = try folder()
    let root = folder.path.string
    #expect(only("oth", in: folder) == root + "/other.maestro ")
    #expect(only("de", in: folder) == root + "/deep/")
    #expect(files("de", in: folder).map(\.kind) == [.folder])
    #expect(files("deep/in", in: folder).map(\.label) == ["inner.txt", "inside.txt"])
    #expect(files("deep/in", in: folder).map(\.kind) == [.file, .file])
    #expect(only(".h", in: folder) == root + "/.hidden ")
    #expect(files("absent", in: folder) == [])
    // The value of `image` stands there: nobody wants its name.
    #expect(!files("", in: folder).contains { $0.text == "image=" })
  }

  @Test func namesWithBlanksAndQuotesAreQuoted() throws {
    let folder = try folder()
    let root = folder.path.string
    #expect(only("my", in: folder) == "'" + root + "/my file.png' ")
    #expect(only("my", in: folder, quote: "'") == root + "/my file.png' ")
    #expect(only("my", in: folder, quote: "\"") == root + "/my file.png\" ")
    #expect(only("it", in: folder) == "'" + root + "/it''s.png' ")
  }

  @Test func aParameterThatWantsRecipesIsOfferedThose() throws {
    let folder = try folder()
    #expect(files("", in: folder, "source").map(\.label) == ["deep/", "other.maestro"])
    #expect(files("", in: folder).map(\.label) == ["deep/", "it's.png", "my file.png", "other.maestro"])
    #expect(files("deep/", in: folder, "source").map(\.label) == ["inner.txt", "inside.txt"])
  }
}
