import Files
import Script
import Tasks
import TestSupport
import Testing
import Workbench

/// What the prompt offers and explains of tasks is what the table of them has, and all commands tell tasks alike.
@Suite struct TaskChoicesTests {
  @Test func `completion offers every task`() {
    let typed = "predict photo.jpg task="
    let offered = Interpreter(commands: .workbench, session: Session()).complete(typed).candidates.map(\.text)
    #expect(offered.count == Task.all.count)
    for task in Task.all { #expect(offered.contains { $0.contains(task.tag) }, "\(task.tag)") }
  }

  @Test func `help explains every task`() throws {
    let page = try #require(Article.all.first { $0.page.name == "tasks" }?.page.text)
    for task in Task.all { #expect(page.contains(task.tag), "\(task.tag)") }
    for task in Task.all { #expect(try help(task.tag) == help("tasks"), "\(task.tag)") }
  }

  /// `a car<OPEN_VOCABULARY_DETECTION>` is that task to whatever counts, offers, measures or asks.
  @Test func `a tag behind its input is the same to every command`() throws {
    let bench = try Bench()
    let tag = Task.openVocabularyDetection.tag
    let lines = ["0000.png", "0001.png"].map { name in
      "{\"image\": \"\(name)\", \"prefix\": \"a circle\(tag)\", \"suffix\": \"a circle<loc_1><loc_2><loc_30><loc_40>\"}\n"
    }
    let data = bench.folder.appending("data")
    try AtomicFile.write(Array(lines.joined().utf8), to: data.appending("test/annotations.jsonl"))
    try bench.run("dataset load \(data)")
    guard case .record(let tasks)? = try bench.field("tasks", of: "dataset stats test"),
      case .record(let classes)? = try bench.field("classes", of: "dataset stats test")
    else {
      Issue.record("no counts")
      return
    }
    #expect(tasks[tag] == .integer(2) && classes["a circle"] == .integer(2))
    guard case .list(let faults)? = try bench.field("faults", of: "dataset check") else {
      Issue.record("no faults")
      return
    }
    #expect(!faults.elements.contains { $0.literal.contains("task") || $0.literal.contains("severity: error") })
    let offered = Interpreter(commands: .workbench, session: bench.session).complete("evaluate task=").candidates.map(\.text)
    #expect(offered.contains { $0.contains(tag) })
    let loss = try bench.field("loss", of: "evaluate split=test task='\(tag)'")
    #expect(try loss == bench.field("loss", of: "evaluate split=test"))
    guard case .record(let answer)? = try bench.field("answer", of: "predict split=test index=0") else {
      Issue.record("no answer")
      return
    }
    #expect(answer[tag] != nil)
  }

  private func help(_ topic: String) throws -> String {
    var text = ""
    let interpreter = Interpreter(commands: .workbench, session: Session()) { event in
      if case .finished(let result) = event { text = result.output?.text ?? "" }
    }
    _ = try interpreter.run(SourceText("help '\(topic)'", name: "test"))
    return text
  }
}
