import Florence
import Foundation
import SystemPackage
import TestSupport
import Testing
import Tokenization

@Suite struct UnknownTagTests {
  @Test(
    arguments: [
      ("<CAPTON>", "<CAPTON>", "<CAPTION>"), (" <DETAILD_CAPTION> \n", "<DETAILD_CAPTION>", "<DETAILED_CAPTION>"),
      ("<OBD>", "<OBD>", "<OD>"),
      ("<VQ> is it red?", "<VQ>", "<VQA>"), ("<OCR WITH REGION>", "<OCR WITH REGION>", "<OCR_WITH_REGION>"),
      ("<REGION-TO-OCR><loc_1><loc_2><loc_3><loc_4>", "<REGION-TO-OCR>", "<REGION_TO_OCR>"), ("<DOCVQA>what?", "<DOCVQA>", nil),
    ] as [(String, String, String?)])
  func `what looks like a tag and is none`(prefix: String, tag: String, nearest: String?) {
    let unknown = UnknownTag(inPrefix: prefix)
    #expect(unknown?.tag == tag && unknown?.nearest == nearest)
    #expect(unknown?.message.hasPrefix(tag) == true && unknown?.hint.contains(nearest ?? "your own") == true)
  }

  @Test(arguments: [
    "", "<", "<>", "<A>", "<7>", "a <CAPTON>", "what is <b>?", "free text", "<CAPTON", "<VQA>", "<VQA> is it red?", "<loc_7><loc_8>",
    "<od>", "<ocr>",
    "<caption>", "<Od>", "<poly>", "<s>", "</s>", "<OD> all", "<CAPTION_TO_PHRASE_GROUNDING>a", "<NOW><OPEN_VOCABULARY_DETECTION>car",
    "<ÄÖ>",
    "< 3 and > 2", "<__>",
  ])
  func `what is no tag, or is one`(prefix: String) { #expect(UnknownTag(inPrefix: prefix) == nil) }

  @Test func `every task is known`() {
    for entry in TaskPrompt.withoutInput + TaskPrompt.withInput { #expect(UnknownTag(inPrefix: entry.tag) == nil) }
  }

  /// A tokenizer that somebody gave a task of their own.
  @Test func `a token of the model is no mistake`() throws {
    let files = FilePath(#filePath).removingLastComponent().removingLastComponent().appending("TestSupport/Fixtures/tokenization/files")
    let folder = try TestFolder()
    for name in try FileManager.default.contentsOfDirectory(atPath: files.string) {
      try FileManager.default.copyItem(atPath: files.appending(name).string, toPath: folder.appending(name).string)
    }
    let added = URL(fileURLWithPath: folder.appending("added_tokens.json").string)
    var tokens = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: added)) as? [String: Int])
    let tokenizer = try Tokenizer(folder: folder.path)
    #expect(UnknownTag(inPrefix: "<CAPTON>", for: tokenizer)?.nearest == "<CAPTION>")
    tokens["<CAPTON>"] = tokenizer.vocabularySize
    try JSONSerialization.data(withJSONObject: tokens).write(to: added)
    #expect(UnknownTag(inPrefix: "<CAPTON>", for: try Tokenizer(folder: folder.path)) == nil)
  }
}
