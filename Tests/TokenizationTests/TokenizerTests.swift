import Testing
import Tokenization

@Suite struct TokenizerTests {
  static let forms = ["pairs", "strings", "files"]

  @Test(arguments: forms)
  func `gives Hugging Face's ids and texts`(form: String) throws {
    let tokenizer = try Tokenizer(folder: TokenizationFixture.path(form))
    let rows = try TokenizationFixture.decode([TextRow].self, from: "texts.json")
    #expect(rows.count == 383)
    for row in rows {
      #expect(tokenizer.encode(row.text) == row.ids, "\(row.text.debugDescription)")
      #expect(tokenizer.encode(row.text, addSpecialTokens: false) == Array(row.ids.dropFirst().dropLast()))
      let decoded = tokenizer.decode(row.ids)
      #expect(areIdentical(decoded, row.decoded), "\(decoded) is not \(row.decoded)")
      let plain = tokenizer.decode(row.ids, skipSpecialTokens: true)
      #expect(areIdentical(plain, row.decodedWithoutSpecials), "\(plain) is not \(row.decodedWithoutSpecials)")
    }
  }

  @Test func `decodes any ids as Hugging Face does, broken UTF-8 included`() throws {
    let tokenizer = try Tokenizer(folder: TokenizationFixture.path("pairs"))
    let rows = try TokenizationFixture.decode([DecodingRow].self, from: "decodings.json")
    #expect(rows.count == 200)
    for row in rows {
      #expect(areIdentical(tokenizer.decode(row.ids), row.decoded), "\(row.ids)")
      #expect(areIdentical(tokenizer.decode(row.ids, skipSpecialTokens: true), row.decodedWithoutSpecials), "\(row.ids)")
    }
  }

  @Test func `honours the flags of added tokens`() throws {
    let tokenizer = try Tokenizer(folder: TokenizationFixture.path("flags"))
    let rows = try TokenizationFixture.decode([TextRow].self, from: "flags.json")
    #expect(rows.count == 27)
    for row in rows {
      #expect(tokenizer.encode(row.text) == row.ids, "\(row.text.debugDescription)")
      #expect(areIdentical(tokenizer.decode(row.ids, skipSpecialTokens: true), row.decodedWithoutSpecials), "\(row.text.debugDescription)")
    }
  }

  @Test(arguments: forms)
  func `knows its special, location and Florence tokens`(form: String) throws {
    let tokenizer = try Tokenizer(folder: TokenizationFixture.path(form))
    #expect([tokenizer.beginID, tokenizer.paddingID, tokenizer.endID, tokenizer.unknownID] == [0, 1, 2, 3])
    let od = try #require(tokenizer.id(of: "<od>"))
    #expect(tokenizer.token(od - 1) == "<mask>")
    #expect((0...999).map(tokenizer.locationToken) == (0...999).map { od + 4 + Int32($0) })
    #expect(tokenizer.token(tokenizer.locationToken(999) + 1) == "<cap>")
    #expect(tokenizer.vocabularySize == Int(od) + 1024)
    #expect(tokenizer.token(Int32(tokenizer.vocabularySize) - 1) == "<and>")
    #expect(tokenizer.token(Int32(tokenizer.vocabularySize)) == nil)
    #expect(tokenizer.token(-1) == nil)
    #expect(tokenizer.id(of: "<OD>") == nil)
    #expect(tokenizer.isSpecial(od) && tokenizer.isSpecial(0) && !tokenizer.isSpecial(10))
    #expect(tokenizer.tokens(for: tokenizer.encode("<s> the<loc_7>", addSpecialTokens: false)) == ["<s>", "Ġthe", "<loc_7>"])
    #expect(tokenizer.tokens(for: [-5, 100_000]) == ["<unk>", "<unk>"])
    #expect(tokenizer.decode([-5, 100_000, 0]) == "<s>")
    #expect(tokenizer.modelMaximumLength == (form == "files" ? nil : 1024))
  }

  @Test func `a long word is not quadratic`() throws {
    let tokenizer = try Tokenizer(folder: TokenizationFixture.path("pairs"))
    let text = String(repeating: "queen", count: 200_000)
    let ids = tokenizer.encode(text)
    #expect(tokenizer.decode(ids, skipSpecialTokens: true) == text)
  }
}
