import Essentials
import Foundation
import SystemPackage
import Testing
import Tokenization

@Suite struct TokenizerReaderTests {
  private static let small = #"""
    {"model":{"vocab":{"<s>":0,"<pad>":1,"</s>":2,"<unk>":3,"a":4,"b":5,"ab":6,"<mask>":7},"merges":[["a","b"]]},
     "pre_tokenizer":{"type":"ByteLevel"},"added_tokens":[]}
    """#

  /// The messages for a folder of these files, file names before them; empty when it loads.
  private func faults(_ files: [String: String]) throws -> [String] {
    try withTemporaryFolder { folder in
      for (name, text) in files { try write(text, to: folder.appending(name)) }
      do {
        _ = try Tokenizer(folder: folder)
        return []
      } catch let error as any DiagnosticError {
        return error.diagnostics.map { fault in
          let file = fault.file.map { FilePath($0) }
          return (file == folder ? "" : (file?.lastComponent?.string ?? "?") + " ") + fault.message
        }
      }
    }
  }

  private func replacing(_ old: String, _ new: String) -> [String: String] {
    #expect(Self.small.contains(old))
    return ["tokenizer.json": Self.small.replacingOccurrences(of: old, with: new)]
  }

  @Test func `a tokenizer of a few tokens loads`() throws {
    #expect(try faults(["tokenizer.json": Self.small]).isEmpty)
    try withTemporaryFolder { folder in
      try write(Self.small, to: folder.appending("tokenizer.json"))
      let tokenizer = try Tokenizer(folder: folder)
      #expect(tokenizer.encode("xab<loc_5>ba") == [0, 6, 8 + 4 + 5, 5, 4, 2])
      #expect(tokenizer.vocabularySize == 8 + 1024)
    }
  }

  @Test func `bytes without a token become the model's unknown token, if it names one`() throws {
    try withTemporaryFolder { folder in
      try write(
        Self.small.replacingOccurrences(of: #""model":{"#, with: #""model":{"unk_token":"<unk>","#), to: folder.appending("tokenizer.json"))
      #expect(try Tokenizer(folder: folder).encode("xaé") == [0, 3, 4, 3, 3, 2])
    }
  }

  @Test func `special tokens are named by the tokenizer's own files`() throws {
    try withTemporaryFolder { folder in
      try write(Self.small.replacingOccurrences(of: "</s>", with: "<end>"), to: folder.appending("tokenizer.json"))
      try write(#"{"eos_token":{"content":"<end>","lstrip":false},"bos_token":"<pad>"}"#, to: folder.appending("tokenizer_config.json"))
      let tokenizer = try Tokenizer(folder: folder)
      #expect(tokenizer.endID == 2 && tokenizer.beginID == 1)
      #expect(tokenizer.encode("a<end>") == [1, 4, 2, 2])
    }
  }

  @Test func `tokens named without an id follow the vocabulary, before Florence's`() throws {
    try withTemporaryFolder { folder in
      try write(Self.small, to: folder.appending("tokenizer.json"))
      try write(
        #"{"additional_special_tokens":["<x>","<od>","<x>"],"add_prefix_space":true}"#, to: folder.appending("tokenizer_config.json"))
      let tokenizer = try Tokenizer(folder: folder)
      #expect(["<x>", "<od>", "</od>"].map(tokenizer.id) == [8, 9, 10])
    }
  }

  @Test func `ordinary added tokens are looked for after special ones and decode as they are`() throws {
    try withTemporaryFolder { folder in
      try write(Self.small, to: folder.appending("tokenizer.json"))
      try write(#"{"b<o":8,"<é>":9}"#, to: folder.appending("added_tokens.json"))
      let tokenizer = try Tokenizer(folder: folder)
      #expect(tokenizer.encode("b<o b<od><é>", addSpecialTokens: false) == [8, 5, 10, 9])
      #expect(tokenizer.decode([8, 9, 10], skipSpecialTokens: true) == "b<o<é>")
    }
  }

  @Test func `a folder without a tokenizer says what one has`() throws {
    #expect(try faults([:]) == ["holds no tokenizer"])
    #expect(try faults(["vocab.json": "{}"]) == ["has vocab.json but no merges.txt"])
    #expect(throws: Faults.self) { try Tokenizer(folder: "/nowhere/at/all") }
  }

  @Test func `a pointer of Git LFS is told as such`() throws {
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 7\n"
    #expect(try faults(["tokenizer.json": pointer]) == ["tokenizer.json is a Git LFS pointer, not the file itself"])
    #expect(
      try faults(["tokenizer.json": Self.small, "tokenizer_config.json": pointer])
        == ["tokenizer_config.json is a Git LFS pointer, not the file itself"])
    #expect(
      try faults(["vocab.json": "{\"a\":0}", "merges.txt": pointer]) == ["merges.txt is a Git LFS pointer, not the file itself"])
  }

  @Test func `broken JSON names the file`() throws {
    #expect(try faults(["tokenizer.json": "{"]).first?.hasPrefix("tokenizer.json is no JSON: ") == true)
    #expect(try faults(["tokenizer.json": "[]"]) == ["tokenizer.json holds no JSON object"])
    #expect(try faults(["tokenizer.json": "{}"]) == ["tokenizer.json has no object \"model\""])
    #expect(try faults(["tokenizer.json": ""]).count == 1)
    let nested = String(repeating: "[", count: 100_000)
    #expect(
      try faults(["tokenizer.json": Self.small, "tokenizer_config.json": nested]).first?.hasPrefix("tokenizer_config.json is no JSON")
        == true)
  }

  @Test(arguments: [
    (#""model":{"#, #""model":{"type":"Unigram","#, "model.type is Unigram"),
    (#""model":{"#, #""model":{"byte_fallback":true,"#, "model.byte_fallback is true"),
    (#""model":{"#, #""model":{"end_of_word_suffix":"</w>","#, "model.end_of_word_suffix is \"</w>\""),
    (#""type":"ByteLevel""#, #""type":"Whitespace""#, "pre_tokenizer is not ByteLevel"),
    (#""added_tokens":[]"#, #""normalizer":{"type":"NFC"}"#, "there is a normalizer"),
  ])
  func `another kind of tokenizer is refused`(old: String, new: String, reason: String) throws {
    #expect(try faults(replacing(old, new)) == ["tokenizer.json is not plain byte-level BPE: \(reason)"])
  }

  @Test func `faults of the vocabulary and the merges are reported together`() throws {
    #expect(try faults(replacing(#""b":5"#, #""b":"five""#)).first == "tokenizer.json 1 tokens have no id of 0 or above, among them \"b\"")
    #expect(try faults(replacing(#""b":5"#, #""b":-5"#)).first == "tokenizer.json 1 tokens have no id of 0 or above, among them \"b\"")
    #expect(
      try faults(replacing(#""b":5"#, #""b":99999999999"#)).first == "tokenizer.json 1 tokens have no id of 0 or above, among them \"b\"")
    #expect(
      try faults(replacing(#"["a","b"]"#, #"["a"],"a b c",7"#)) == ["tokenizer.json 3 merges are not two tokens; the first is merge 1"])
    #expect(
      try faults(replacing(#"["a","b"]"#, #""a b","b a","a q""#))
        == ["tokenizer.json 2 merges need tokens that the vocabulary lacks; the first is merge 2 with \"ba\""])
    let two = try faults(replacing(#""merges":[["a","b"]]"#, #""merges":["a"]"#).merging(["tokenizer_config.json": "?"]) { $1 })
    #expect(two.count == 2)
  }

  @Test func `ids that clash or leave gaps are refused`() throws {
    #expect(try faults(replacing(#""b":5"#, #""b":4"#)) == ["1 ids belong to two tokens, the first is 4"])
    #expect(try faults(replacing(#""b":5"#, #""b":55"#)).first == "has 1032 tokens but ids up to 1079; the first id without a token is 5")
    let token = #"{"content":"<x>","id":4}"#
    #expect(try faults(replacing(#""added_tokens":[]"#, "\"added_tokens\":[\(token)]")) == ["1 ids belong to two tokens, the first is 4"])
    let moved = #"{"content":"<s>","id":8}"#
    #expect(
      try faults(replacing(#""added_tokens":[]"#, "\"added_tokens\":[\(moved)]"))
        .first == "added token \"<s>\" has the id 8, but 0 in the vocabulary")
    #expect(try faults(replacing(#""added_tokens":[]"#, #""added_tokens":[5,{"content":"<x>"}]"#)).count == 2)
    #expect(
      try faults([
        "tokenizer.json": Self.small, "added_tokens.json": #"{"<x>":8}"#,
        "tokenizer_config.json": #"{"added_tokens_decoder":{"9":{"content":"<x>"}}}"#,
      ])
        == ["added_tokens.json gives \"<x>\" the id 8, but it is 9 elsewhere in the folder"])
  }

  /// Swift takes them for equal, but no id belongs to the other spelling.
  @Test func `a special token in another spelling of Unicode is none`() throws {
    let files = replacing(#""added_tokens":[]"#, "\"added_tokens\":[{\"content\":\"<e\u{301}>\",\"id\":8}]")
    #expect(
      try faults(files.merging(["tokenizer_config.json": "{\"bos_token\":\"<\u{E9}>\"}"]) { $1 }).first?
        .contains("lacks the special tokens <\u{E9}>") == true)
  }

  @Test func `a tokenizer without an end is refused`() throws {
    #expect(try faults(replacing("</s>", "<end>")) == ["lacks the special tokens </s>"])
  }

  @Test func `merges_txt may have no heading and Windows line ends`() throws {
    let vocabulary = #"{"<s>":0,"<pad>":1,"</s>":2,"<unk>":3,"a":4,"b":5,"ab":6}"#
    #expect(try faults(["vocab.json": vocabulary, "merges.txt": "a b\r\n\r\n"]).isEmpty)
    #expect(
      try faults(["vocab.json": vocabulary, "merges.txt": "#version: 0.2\na b\n\nb b\n"]) == [
        "merges.txt 1 merges are not two tokens; the first is line 3"
      ])
    #expect(
      try faults(["vocab.json": vocabulary, "merges.txt": "#version: 0.2\na b\nb b\n"])
        == ["merges.txt 1 merges need tokens that the vocabulary lacks; the first is line 3 with \"bb\""])
    #expect(try faults(["vocab.json": "{}", "merges.txt": ""]) == ["vocab.json has an empty vocabulary"])
  }

  @Test func `only regular files are read`() throws {
    try withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder.appending("tokenizer.json").string, withIntermediateDirectories: false)
      let error = try #require(throws: Faults.self) { try Tokenizer(folder: folder) }
      #expect(error.diagnostics.map(\.message) == ["is no file"])
    }
    try withTemporaryFolder { folder in
      #expect(mkfifo(folder.appending("tokenizer.json").string, 0o600) == 0)
      #expect(throws: Faults.self) { try Tokenizer(folder: folder) }
    }
  }
}
