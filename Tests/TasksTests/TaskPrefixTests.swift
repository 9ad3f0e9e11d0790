import Essentials
import Tasks
import Testing

@Suite struct TaskPrefixTests {
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
    let rows = try AnswerFixture.decode([Row].self, from: "prompts.json")
    #expect(rows.count == 67)
    for row in rows {
      if let prompt = row.prompt {
        let ours = try Task.prompt(forPrefix: row.prefix)
        #expect(ours.utf8.elementsEqual(prompt.utf8), "\(row.prefix.debugDescription): \(ours.debugDescription)")
      } else {
        #expect(throws: Faults.self, "\(row.prefix.debugDescription)") { try Task.prompt(forPrefix: row.prefix) }
      }
    }
  }

  @Test func `a refusal names the tag, the prefix and the remedy`() throws {
    let error = try #require(throws: Faults.self) { try Task.prompt(forPrefix: "<OD> ") }
    #expect(error.diagnostics.map(\.message) == ["the task <OD> takes no input, but the prefix is \"<OD> \""])
    #expect(error.diagnostics.first?.hint == "write <OD> alone, without blanks, or leave the tag out")
  }

  @Test(arguments: [
    ("<OD>", "<OD>"), ("what <REGION_TO_OCR> x", "<REGION_TO_OCR>"), ("<VQA> Is it red?", "<VQA>"), ("<od>", nil), ("free text", nil),
    ("", nil),
    ("<", nil), ("<>", nil), ("<A", nil), ("<A B>", nil), ("x <VQA>", nil), ("<MY_TASK>", "<MY_TASK>"),
    ("a car<OPEN_VOCABULARY_DETECTION>", "<OPEN_VOCABULARY_DETECTION>"), ("<É>", nil),
    ("<OD", nil), ("<MY_TASK><OD>", "<OD>"), ("<OD> or <OCR>", "<OCR>"),
  ])
  func `the tag of a prefix`(prefix: String, tag: String?) {
    #expect(Task.tag(ofPrefix: prefix) == tag)
  }
}
