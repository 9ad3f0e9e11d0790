import SystemPackage
import Testing
import Tokenization

@Suite struct ByteLevelTests {
  @Test func `bytes alone make 1,285 ids in BART's order`() {
    let tokenizer = Tokenizer.byteLevel()
    #expect(tokenizer.vocabularySize == 1285)
    #expect(tokenizer.encode("A\n<mask><od><loc_0>") == [0, 4 + 65, 260, 261, 265, 2])
    #expect(tokenizer.token(259) == "ÿ" && tokenizer.token(4 + 32) == "Ġ")
    #expect(tokenizer.id(of: "\u{E9}") == 4 + 0xE9 && tokenizer.id(of: "e\u{301}") == nil)
    let text = "Ünïcode 🙂 \u{0}\u{FEFF}\t"
    #expect(tokenizer.decode(tokenizer.encode(text), skipSpecialTokens: true) == text)
  }

  @Test func `every word becomes one token`() throws {
    let words = [" he", "the", " the", "banana", "bandana", " naïve", "the", "", "x"]
    let tokenizer = Tokenizer.byteLevel(words: words)
    for word in words where !word.isEmpty { #expect(tokenizer.encode(word, addSpecialTokens: false).count == 1, "\(word)") }
    #expect(tokenizer.decode(tokenizer.encode("the banana, bandanas he"), skipSpecialTokens: true) == "the banana, bandanas he")
    try withTemporaryFolder { folder in
      try tokenizer.save(to: folder)
      let again = try Tokenizer(folder: folder)
      #expect(again.encode("the banana, bandanas he") == tokenizer.encode("the banana, bandanas he"))
      #expect(again.vocabularySize == tokenizer.vocabularySize)
    }
  }
}
