import Testing
import Tokenization

@Suite struct WordSplitterTests {
  @Test func `letters, numbers and white space are those of the reference, scalar by scalar`() throws {
    let runs = try TokenizationFixture.decode([String: [[UInt32]]].self, from: "classes.json")
    let expected = try [("letter", ScalarClass.letter), ("number", .number), ("space", .space)].map { name, expected in
      (expected, Set(try #require(runs[name]).flatMap { $0[0]...$0[1] }))
    }
    var wrong: [UInt32] = []
    for code in UInt32(0)..<0x110000 {
      guard let scalar = Unicode.Scalar(code) else { continue }
      let reference = expected.first { $0.1.contains(code) }?.0 ?? .other
      if ScalarClass(scalar) != reference { wrong.append(code) }
    }
    #expect(wrong.isEmpty, "\(wrong.count) scalars, the first U+\(String(wrong.first ?? 0, radix: 16))")
  }

  @Test(arguments: [
    ("Hello  world\n\tfoo", ["Hello", " ", " world", "\n", "\t", "foo"]),
    ("it's 'sam''s I'LL", ["it", "'s", " '", "sam", "''", "s", " I", "'", "LL"]),
    (" \n a  ", [" \n", " a", "  "]),
    ("a1½!? b_2", ["a", "1½", "!?", " b", "_", "2"]),
    ("", []),
  ])
  func `cuts words as the regular expression does`(text: String, words: [String]) {
    var found: [String] = []
    WordSplitter(Array(text.utf8)).forEachWord { found.append(String(decoding: $0, as: UTF8.self)) }
    #expect(found == words)
  }
}
