import Essentials
import Foundation
import Images
import Script
import TestSupport
import Testing
import Transcripts

/// Notebooks and reports: what is in them, and that they are written whole.
@Suite struct SavedNotebookTests {
  private func session() throws -> LedgerPrompt {
    let prompt = try LedgerPrompt()
    let picture = prompt.folder.appending("dot.png").string
    for input in [
      "# %% Cards\n# What is *learnt*.\n#\n# More.\ngive 'a\nb'", "give 'one'; give \"two\\nthree\"", "# %% [markdown]\n# Prose alone.\n",
      "draw '\(picture)'", "fail", "give undone", "look", "save x.maestro",
      "# %% First\ngive 1\n# %% Second\nfor i in 1..2 {\n  # %% inside\n  give $i\n}\ngive ```x```",
    ] { prompt.type(input) }
    prompt.recording.transcript.markUndone(5)
    return prompt
  }

  /// Cells as nbformat's schema asks for them.
  private func cells(of text: String) throws -> [[String: Any]] {
    let notebook = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(Set(notebook.keys) == ["nbformat", "nbformat_minor", "metadata", "cells"])
    #expect(notebook["nbformat"] as? Int == 4)
    #expect(notebook["nbformat_minor"] as? Int == 5)
    let metadata = try #require(notebook["metadata"] as? [String: Any])
    #expect((metadata["kernelspec"] as? [String: String])?["display_name"] == "Maestro")
    #expect((metadata["language_info"] as? [String: String])?["file_extension"] == ".maestro")
    let maestro = try #require(metadata["maestro"] as? [String: Any])
    #expect(maestro["version"] as? String == "1.2.3")
    #expect(maestro["seed"] as? Int == 42)
    let cells = try #require(notebook["cells"] as? [[String: Any]])
    var ids: Set<String> = []
    for cell in cells {
      let id = try #require(cell["id"] as? String)
      #expect(id.wholeMatch(of: /[a-zA-Z0-9\-_]{1,64}/) != nil)
      #expect(ids.insert(id).inserted)
      let isCode = cell["cell_type"] as? String == "code"
      #expect(
        Set(cell.keys)
          == Set(["id", "cell_type", "metadata", "source"] + (isCode ? ["execution_count", "outputs"] : [])))
      #expect(cell["source"] is [String])
      for output in cell["outputs"] as? [[String: Any]] ?? [] {
        switch output["output_type"] as? String {
        case "stream": #expect(Set(output.keys) == ["output_type", "name", "text"])
        case "display_data": #expect(Set(output.keys) == ["output_type", "data", "metadata"])
        case "error": #expect(Set(output.keys) == ["output_type", "ename", "evalue", "traceback"])
        default: Issue.record("an output of no known type")
        }
      }
    }
    return cells
  }

  private func source(_ cell: [String: Any]) -> String { (cell["source"] as? [String] ?? []).joined() }

  private func texts(_ cell: [String: Any]) -> [String] {
    (cell["outputs"] as? [[String: Any]] ?? []).compactMap { ($0["text"] as? [String])?.joined() }
  }

  @Test func aNotebookHoldsTheSession() throws {
    let prompt = try session()
    let cells = try cells(of: prompt.saved("a.ipynb"))
    #expect(
      cells.map { $0["cell_type"] as? String } == [
        "markdown", "code", "code", "markdown", "code", "code", "code", "markdown", "code", "markdown", "code",
      ])
    #expect(source(cells[0]) == "## Cards\n\nWhat is *learnt*.\n\nMore.")
    // Half of an input failed to be read: nothing of it ran.
    #expect((cells[1]["outputs"] as? [[String: Any]])?.first?["ename"] as? String == "syntax")
    #expect(source(cells[2]) == "give 'one'; give \"two\\nthree\"")
    #expect(cells[2]["execution_count"] as? Int == 2)
    #expect(texts(cells[2]) == ["one\n", "two\nthree\n"])
    #expect(source(cells[3]) == "Prose alone.")
    let picture = try #require((cells[4]["outputs"] as? [[String: Any]])?.last?["data"] as? [String: String])
    #expect(Set(picture.keys) == ["image/png", "text/plain"])
    #expect(picture["image/png"].flatMap { Data(base64Encoded: $0) }?.starts(with: [0x89, 0x50, 0x4E, 0x47]) == true)
    let drawn = try #require(cells[4]["outputs"] as? [[String: Any]])
    #expect(drawn.count == 1, "the path is told with the picture, and not before it once more")
    #expect((drawn[0]["metadata"] as? [String: [String: String]])?["image/png"]?["alt"] == picture["text/plain"])
    let error = try #require((cells[5]["outputs"] as? [[String: Any]])?.first)
    #expect(error["ename"] as? String == "data")
    #expect(error["evalue"] as? String == "it failed")
    #expect((error["traceback"] as? [String])?.first?.hasPrefix("error: ") == true)
    #expect(source(cells[6]) == "look")
    #expect(source(cells[7]) == "## First")
    #expect(texts(cells[8]) == ["1\n"])
    #expect(source(cells[9]) == "## Second")
    #expect(source(cells[10]).hasPrefix("for i in 1..2 {\n  # %% inside"))
    #expect(texts(cells[10]) == ["1\n2\n", "```x```\n"])
    #expect(!cells.contains { source($0).contains("undone") })
  }

  @Test func commentsAloneHaveNoNumber() throws {
    let prompt = try LedgerPrompt()
    for input in ["give 1", "# a word in between", "give 2"] { prompt.type(input) }
    let cells = try cells(of: prompt.saved("a.ipynb"))
    #expect(cells.map { $0["execution_count"] as? Int } == [1, nil, 2])
  }

  @Test func aStopIsNoError() throws {
    let prompt = try LedgerPrompt()
    prompt.session.most = 2
    prompt.type("step 5")
    let output = try #require((cells(of: prompt.saved("a.ipynb"))[0]["outputs"] as? [[String: Any]])?.last)
    #expect(output["ename"] as? String == "stopped")
    #expect(output["traceback"] as? [String] == ["stopped after 2"])
    #expect(try prompt.saved("a.md").contains("```text\nstopped after 2\n```"))
  }

  /// Pictures are kept as they were drawn: nothing is read back, and there may be no file at all.
  @Test func aPictureNeedsNoFile() throws {
    let prompt = try LedgerPrompt()
    prompt.type("draw nothing")
    let output = try #require((cells(of: prompt.saved("a.ipynb"))[0]["outputs"] as? [[String: Any]])?.first)
    let data = try #require(output["data"] as? [String: String])
    #expect(data["text/plain"] == "picture" && data["image/png"] != nil)
    #expect(try prompt.saved("a.md").contains("![picture](a_files/1.png)"))
  }

  /// What is told beside results stands where it was told, and a recipe knows nothing of it.
  @Test func whatIsToldMeanwhileIsKept() throws {
    let prompt = try LedgerPrompt()
    let transcript = prompt.recording.transcript
    let recording = Recording(commands: .ledger, session: prompt.session, transcript: transcript) { event in
      if case .began(let start) = event, start.command == "give" { transcript.note("about to give") }
    }
    transcript.note("nobody's")
    _ = try recording.submit("step; give 5")
    let cells = try cells(of: prompt.saved("a.ipynb"))
    #expect(texts(cells[0]) == ["about to give\n5\n"])
    #expect(try prompt.recipe() == "step; give 5\n")
  }

  @Test func theSameSessionGivesTheSameNotebook() throws {
    let prompt = try session()
    #expect(try prompt.saved("a.ipynb") == prompt.saved("b.ipynb"))
  }

  @Test func aRecipesNotebookEndsWhereItIsSaved() throws {
    let prompt = try LedgerPrompt()
    var saved: String?
    let transcript = prompt.recording.transcript
    let recording = Recording(commands: .ledger, session: prompt.session, transcript: transcript) { event in
      if case .began(let start) = event, start.command == "look" { saved = try? prompt.saved("r.ipynb") }
    }
    _ = try recording.run(SourceText("# %% One\ngive 1\n# %% Two\ngive 2\ngive 3\nlook\ngive 4", name: "r.maestro"))
    let cells = try cells(of: #require(saved))
    #expect(cells.map(source) == ["## One", "give 1", "## Two", "give 2\ngive 3"])
    #expect(cells.map { $0["execution_count"] as? Int } == [nil, 1, nil, 2])
    #expect(texts(cells[3]) == ["2\n", "3\n"])
  }

  @Test func aReportIsReadable() throws {
    let prompt = try session()
    let text = try prompt.saved("my report.md")
    let picture = prompt.folder.appending("dot.png").string
    let expected = """
      # my report

      maestro 1.2.3, seed 42

      ## Cards

      What is *learnt*.

      More.

      """
    #expect(
      text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).last?.dropFirst().hasPrefix(expected) == true, "\(text)")
    #expect(text.contains("```maestro\ngive 'one'; give \"two\\nthree\"\n```\n\n```text\none\n```\n\n```text\ntwo\nthree\n```\n"))
    #expect(text.contains("![\(picture)](my%20report_files/1.png)"))
    #expect(text.contains("````text\n```x```\n````"))
    #expect(try prompt.folder.bytes("my report_files/1.png") == prompt.folder.bytes("dot.png"))
  }

  @Test func aPictureShowsTheWholeSession() throws {
    let prompt = try session()
    _ = try prompt.saved("session.png")
    let sheet = try Image(decoding: [UInt8](prompt.folder.bytes("session.png")), file: "session.png")
    #expect(sheet.width == 1720)
    prompt.type("give 'and more'")
    #expect(throws: ArgumentFault.self) { try prompt.saved("session.png") }
    _ = try prompt.saved("session.png", overwrite: true)
    #expect(try Image(decoding: [UInt8](prompt.folder.bytes("session.png")), file: "session.png").height > sheet.height)
  }

  @Test func onlyWhatSaveWroteIsReplaced() throws {
    let prompt = try LedgerPrompt()
    prompt.type("step")
    for name in ["a.maestro", "a.ipynb", "a.md"] {
      let first = try prompt.saved(name)
      #expect(try prompt.saved(name) == first)
      let changed = first.replacing("step", with: "step 3")
      #expect(changed != first)
      try Data(changed.utf8).write(to: URL(fileURLWithPath: prompt.folder.appending(name).string))
      let error = #expect(throws: ArgumentFault.self) { try prompt.saved(name) }
      #expect(error?.diagnostics.first?.message.contains("not as `save` wrote it") == true)
      #expect(String(decoding: try prompt.folder.bytes(name), as: UTF8.self) == changed)
      #expect(try prompt.saved(name, overwrite: true) == first)
    }
    #expect(throws: ArgumentFault.self) { try prompt.saved("a.txt") }
    #expect(throws: ArgumentFault.self) { try prompt.saved("a") }
    #expect(throws: Faults.self) { try prompt.saved("nowhere/a.maestro") }
    #expect(try prompt.folder.names() == ["a.ipynb", "a.maestro", "a.md"])
  }
}
