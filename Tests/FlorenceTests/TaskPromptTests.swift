import Essentials
import Florence
import Foundation
import Testing

@Suite struct TaskPromptTests {
  /// A prefix and the processor's prompt; nil where it refuses the prefix.
  struct Row: Decodable {
    var prefix: String
    var prompt: String?

    init(from decoder: any Decoder) throws {
      var row = try decoder.unkeyedContainer()
      prefix = try row.decode(String.self)
      prompt = try row.decode(String?.self)
    }
  }

  @Test func `makes the processor's prompts and refuses what it refuses`() throws {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let rows = try JSONDecoder().decode(
      [Row].self, from: Data(contentsOf: tests.appending(path: "TestSupport/Fixtures/answers/prompts.json")))
    #expect(rows.count == 67)
    for row in rows {
      if let prompt = row.prompt {
        let ours = try TaskPrompt.text(forPrefix: row.prefix)
        #expect(ours.utf8.elementsEqual(prompt.utf8), "\(row.prefix.debugDescription): \(ours.debugDescription)")
      } else {
        #expect(throws: Faults.self, "\(row.prefix.debugDescription)") { try TaskPrompt.text(forPrefix: row.prefix) }
      }
    }
  }

  @Test func `a refusal names the tag, the prefix and the remedy`() throws {
    let error = try #require(throws: Faults.self) { try TaskPrompt.text(forPrefix: "<OD> ") }
    #expect(error.diagnostics.map(\.message) == ["the task <OD> takes no input, but the prefix is \"<OD> \""])
    #expect(error.diagnostics.first?.hint == "write <OD> alone, without blanks, or leave the tag out")
  }

  @Test(arguments: [
    ("<OD>", "<OD>"), ("what <REGION_TO_OCR> x", "<REGION_TO_OCR>"), ("<VQA> Is it red?", "<VQA>"), ("<od>", nil), ("free text", nil),
    ("", nil),
    ("<", nil), ("<>", nil), ("<A", nil), ("<A B>", nil), ("x <VQA>", nil), ("<MY_TASK>", "<MY_TASK>"),
  ])
  func `the tag of a prefix`(prefix: String, tag: String?) {
    #expect(TaskPrompt.tag(ofPrefix: prefix) == tag)
  }

  @Test func `there are fifteen tasks`() {
    let entries = TaskPrompt.withoutInput + TaskPrompt.withInput
    #expect(Set(entries.map(\.tag)).count == 15)
    #expect(TaskPrompt.withoutInput.allSatisfy { !$0.takesInput } && TaskPrompt.withInput.allSatisfy(\.takesInput))
  }
}
