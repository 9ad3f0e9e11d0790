import Essentials
import Script
import Testing
import Workbench

/// What a session asks of the front end that it works for.
@Suite struct FrontEndTests {
  /// Somebody with a narrow screen and one key.
  private final class Desk: FrontEnd {
    var columns = 36
    var canAwaitKey = true
    var isTired = false
    private(set) var asked: [String] = []
    private(set) var shown: [String] = []

    func awaitKey(_ text: String) throws {
      asked.append(text)
      if isTired { throw Stopped() }
    }

    func show(_ event: Event) {
      if case .finished(let result) = event, let text = result.output?.text { shown.append(text) }
    }
  }

  @Test func aPauseWaitsForTheFrontEndsKey() throws {
    let desk = Desk()
    let notebook = Notebook(session: Session(desk))
    _ = try notebook.submit("pause Look here")
    #expect(desk.asked == ["Look here"])
    desk.isTired = true
    #expect(throws: ScriptError.self) { try notebook.submit("pause") }
    desk.canAwaitKey = false
    _ = try notebook.submit("pause nobody there")
    #expect(desk.asked == ["Look here", "Press a key to go on"])
    #expect(desk.shown.last == "nobody there")
  }

  @Test func longTextsAreLaidOutInItsColumns() throws {
    let desk = Desk()
    let notebook = Notebook(session: Session(desk))
    _ = try notebook.submit("help lr")
    let narrow = try #require(desk.shown.last)
    desk.columns = 80
    _ = try notebook.submit("help lr")
    let wide = try #require(desk.shown.last)
    #expect(narrow.split(separator: "\n").count > wide.split(separator: "\n").count)
  }

  @Test func anInputIsUndoneOnceAndOnlyWhereInputsAreKept() throws {
    let desk = Desk()
    let notebook = Notebook(session: Session(desk))
    _ = try notebook.submit("let x = 1")
    _ = try notebook.submit("let x = 2; set lr=3e-4")
    _ = try notebook.submit("undo")
    #expect(desk.shown.last == "undone: let x = 2; set lr=3e-4")
    #expect(notebook.interpreter.variables == ["x": 1])
    _ = try notebook.submit("undo")
    #expect(notebook.interpreter.variables == [:])
    #expect(throws: ScriptError.self) { try notebook.submit("undo") }
    #expect(throws: ScriptError.self) { try Interpreter(commands: .workbench, session: Session()).submit("let x = 1; undo") }
  }
}
