import Files
import Foundation
import SystemPackage

extension Tokenizer {
  /// Writes the files from which Hugging Face's tokenizers, and `init(folder:)`, make this tokenizer again with the same ids:
  /// `tokenizer.json`, `tokenizer_config.json`, `special_tokens_map.json`, `added_tokens.json`, `vocab.json` and `merges.txt`.
  ///
  /// The folder is made if it is not there.
  public func save(to folder: FilePath) throws {
    try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
    let merges = encoder.merges.map { "\(tokens.spelling(of: $0.left) ?? "") \(tokens.spelling(of: $0.right) ?? "")" }
    let beyondVocabulary = addedTokens.filter { tokens.vocabulary[$0.content] == nil }
    try write(TokenizerFile(self, merges: merges), to: folder.appending("tokenizer.json"))
    try write(ConfigurationFile(self), to: folder.appending("tokenizer_config.json"))
    try write(SpecialTokensFile(self), to: folder.appending("special_tokens_map.json"))
    try write(
      Dictionary(uniqueKeysWithValues: beyondVocabulary.map { ($0.content, $0.id) }), to: folder.appending("added_tokens.json"))
    try write(tokens.vocabulary, to: folder.appending("vocab.json"))
    try AtomicFile.write(Data((["#version: 0.2"] + merges + [""]).joined(separator: "\n").utf8), to: folder.appending("merges.txt"))
  }

  private func write(_ value: some Encodable, to path: FilePath) throws {
    try AtomicFile.write(try EncodedJSON.bytes(of: value), to: path)
  }
}

/// `tokenizer.json` in the words of Hugging Face's tokenizers library.
private struct TokenizerFile: Encodable {
  struct Model: Encodable {
    var type = "BPE"
    var unk_token: String?
    var continuing_subword_prefix = ""
    var end_of_word_suffix = ""
    var fuse_unk = false
    var byte_fallback = false
    var vocab: [String: Int32]
    /// As texts, "Ġ t", which every version of the library reads.
    var merges: [String]
  }

  struct ByteLevel: Encodable {
    var type = "ByteLevel"
    var add_prefix_space: Bool
    var trim_offsets = true
    var use_regex = true
  }

  struct PostProcessor: Encodable {
    var type = "RobertaProcessing"
    var sep: NamedID
    var cls: NamedID
    var trim_offsets = true
    var add_prefix_space: Bool
  }

  /// Written as [name, id].
  struct NamedID: Encodable {
    var name: String
    var id: Int32

    func encode(to encoder: any Encoder) throws {
      var list = encoder.unkeyedContainer()
      try list.encode(name)
      try list.encode(id)
    }
  }

  struct Token: Encodable {
    var id: Int32
    var flags: TokenFlags

    func encode(to encoder: any Encoder) throws {
      var object = encoder.container(keyedBy: CodingKeys.self)
      try object.encode(id, forKey: .id)
      try flags.encode(to: encoder)
    }

    enum CodingKeys: CodingKey { case id }
  }

  var version = "1.0"
  var added_tokens: [Token]
  var pre_tokenizer: ByteLevel
  var post_processor: PostProcessor
  var decoder = ByteLevel(add_prefix_space: true)
  var model: Model

  init(_ tokenizer: Tokenizer, merges: [String]) {
    let names = tokenizer.specialNames
    added_tokens = tokenizer.addedTokens.map { Token(id: $0.id, flags: TokenFlags($0)) }
    pre_tokenizer = ByteLevel(add_prefix_space: tokenizer.addsPrefixSpace)
    post_processor = PostProcessor(
      sep: NamedID(name: names.end, id: tokenizer.endID), cls: NamedID(name: names.begin, id: tokenizer.beginID),
      add_prefix_space: tokenizer.addsPrefixSpace)
    model = Model(unk_token: tokenizer.byteFallback, vocab: tokenizer.tokens.vocabulary, merges: merges)
  }
}

/// An added token as the files describe it.
private struct TokenFlags: Encodable {
  var content: String
  var lstrip: Bool
  var normalized: Bool
  var rstrip: Bool
  var single_word: Bool
  var special: Bool

  init(_ token: AddedToken) {
    content = token.content
    lstrip = token.stripsLeft
    normalized = token.isNormalized
    rstrip = token.stripsRight
    single_word = token.isSingleWord
    special = token.isSpecial
  }
}

/// `special_tokens_map.json`.
private struct SpecialTokensFile: Encodable {
  var bos_token: String
  var eos_token: String
  var cls_token: String
  var sep_token: String
  var pad_token: String
  var unk_token: String
  var mask_token: String?
  /// Every special token that has no office.
  var additional_special_tokens: [String]

  init(_ tokenizer: Tokenizer) {
    let names = tokenizer.specialNames
    (bos_token, cls_token) = (names.begin, names.begin)
    (eos_token, sep_token) = (names.end, names.end)
    (pad_token, unk_token) = (names.padding, names.unknown)
    mask_token = tokenizer.id(of: names.mask) == nil ? nil : names.mask
    let offices = [names.begin, names.end, names.padding, names.unknown, names.mask]
    additional_special_tokens = tokenizer.addedTokens.filter { $0.isSpecial && !offices.contains($0.content) }.map(\.content)
  }
}

/// `tokenizer_config.json`.
private struct ConfigurationFile: Encodable {
  var specials: SpecialTokensFile
  var add_prefix_space: Bool
  var added_tokens_decoder: [String: TokenFlags]
  var clean_up_tokenization_spaces = false
  var errors = "replace"
  /// Native transformers marks an image's place in the prompt with it.
  var image_token: String?
  var model_max_length: Int?
  var processor_class = "Florence2Processor"
  var tokenizer_class = "BartTokenizer"
  var trim_offsets = true

  init(_ tokenizer: Tokenizer) {
    specials = SpecialTokensFile(tokenizer)
    add_prefix_space = tokenizer.addsPrefixSpace
    added_tokens_decoder = Dictionary(uniqueKeysWithValues: tokenizer.addedTokens.map { ("\($0.id)", TokenFlags($0)) })
    image_token = tokenizer.id(of: "<image>") == nil ? nil : "<image>"
    model_max_length = tokenizer.modelMaximumLength
  }

  func encode(to encoder: any Encoder) throws {
    try specials.encode(to: encoder)
    var object = encoder.container(keyedBy: CodingKeys.self)
    try object.encode(add_prefix_space, forKey: .add_prefix_space)
    try object.encode(added_tokens_decoder, forKey: .added_tokens_decoder)
    try object.encode(clean_up_tokenization_spaces, forKey: .clean_up_tokenization_spaces)
    try object.encode(errors, forKey: .errors)
    try object.encodeIfPresent(image_token, forKey: .image_token)
    try object.encodeIfPresent(model_max_length, forKey: .model_max_length)
    try object.encode(processor_class, forKey: .processor_class)
    try object.encode(tokenizer_class, forKey: .tokenizer_class)
    try object.encode(trim_offsets, forKey: .trim_offsets)
  }

  enum CodingKeys: CodingKey {
    case add_prefix_space, added_tokens_decoder, clean_up_tokenization_spaces, errors, image_token, model_max_length, processor_class,
      tokenizer_class, trim_offsets
  }
}
