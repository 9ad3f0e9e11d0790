import Foundation
import SystemPackage
import Testing
import Tokenization

@Suite struct TokenizerWriterTests {
  private func object(_ path: FilePath) throws -> NSDictionary {
    try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path.string))) as? NSDictionary)
  }

  @Test(arguments: ["pairs", "strings", "files", "flags"])
  func `what was saved gives the same ids, with or without tokenizer_json`(form: String) throws {
    let tokenizer = try Tokenizer(folder: TokenizationFixture.path(form))
    let rows = try TokenizationFixture.decode([TextRow].self, from: form == "flags" ? "flags.json" : "texts.json")
    try withTemporaryFolder { parent in
      let folder = parent.appending("made/on/the/way")
      try tokenizer.save(to: folder)
      for isWhole in [true, false] {
        if !isWhole { try FileManager.default.removeItem(atPath: folder.appending("tokenizer.json").string) }
        let again = try Tokenizer(folder: folder)
        #expect(again.vocabularySize == tokenizer.vocabularySize)
        #expect(again.modelMaximumLength == tokenizer.modelMaximumLength)
        for row in rows {
          #expect(again.encode(row.text) == row.ids, "\(row.text.debugDescription)")
          #expect(again.decode(row.ids, skipSpecialTokens: true) == row.decodedWithoutSpecials)
        }
      }
    }
  }

  @Test func `tokenizer_json says what the reference library's own says`() throws {
    let reference = try object(TokenizationFixture.path("pairs/tokenizer.json"))
    try withTemporaryFolder { folder in
      try Tokenizer(folder: TokenizationFixture.path("pairs")).save(to: folder)
      let saved = try object(folder.appending("tokenizer.json"))
      for key in ["version", "added_tokens", "pre_tokenizer", "post_processor", "decoder"] {
        #expect((saved[key] as? NSObject)?.isEqual(reference[key]) == true, "\(key)")
      }
      let model = try #require(saved["model"] as? NSDictionary)
      let referenceModel = try #require(reference["model"] as? NSDictionary)
      #expect((model["vocab"] as? NSDictionary) == (referenceModel["vocab"] as? NSDictionary))
      #expect(model["type"] as? String == "BPE")
      let merges = try #require(model["merges"] as? [String])
      #expect(merges == (referenceModel["merges"] as? [[String]])?.map { $0.joined(separator: " ") })
    }
  }

  @Test func `the published form is completed`() throws {
    try withTemporaryFolder { folder in
      try Tokenizer(folder: TokenizationFixture.path("strings")).save(to: folder)
      let text = try String(contentsOfFile: folder.appending("merges.txt").string, encoding: .utf8)
      #expect(try text == String(contentsOfFile: TokenizationFixture.path("files/merges.txt").string, encoding: .utf8))
      #expect(try object(folder.appending("vocab.json")) == object(TokenizationFixture.path("files/vocab.json")))
      #expect(try object(folder.appending("added_tokens.json")) == object(TokenizationFixture.path("files/added_tokens.json")))
      let configuration = try object(folder.appending("tokenizer_config.json"))
      #expect((configuration["additional_special_tokens"] as? [String])?.count == 1024)
      #expect((configuration["added_tokens_decoder"] as? NSDictionary)?.count == 1029)
      #expect(configuration["mask_token"] as? String == "<mask>")
      #expect(configuration["tokenizer_class"] as? String == "BartTokenizer")
      #expect(configuration["model_max_length"] as? Int == 1024)
      #expect(configuration["image_token"] == nil)
    }
  }
}
