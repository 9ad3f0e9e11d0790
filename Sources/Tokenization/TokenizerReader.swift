import Essentials
import Files
import Foundation

/// Puts a tokenizer's definition together from a Hugging Face folder: `tokenizer.json`, or `vocab.json` with `merges.txt`; then
/// `tokenizer_config.json`, `special_tokens_map.json` and `added_tokens.json` as far as they are there.
struct TokenizerReader {
  private var folder: TokenizerFolder
  private var definition = TokenizerDefinition()
  /// Special tokens that are named without an id, in the order of their naming.
  private var listedSpecials: [String] = []

  /// - Throws: `Faults` with every fault of every file.
  static func definition(in source: FileSource) throws -> TokenizerDefinition {
    var reader = TokenizerReader(folder: TokenizerFolder(source))
    reader.read()
    var checked = reader.definition
    if reader.folder.faults.isEmpty {
      checked.complete(listedSpecials: reader.listedSpecials)
      for fault in checked.faults() { reader.folder.report(fault) }
    }
    guard reader.folder.faults.isEmpty else { throw Faults(reader.folder.faults) }
    return checked
  }

  private init(folder: TokenizerFolder) { self.folder = folder }

  private mutating func read() {
    if folder.has("tokenizer.json") {
      readTokenizer()
    } else if folder.has("vocab.json"), folder.has("merges.txt") {
      if let vocabulary = folder.object(in: "vocab.json") { readVocabulary(vocabulary, in: "vocab.json") }
      readMergesFile()
    } else {
      let missing = folder.has("vocab.json") ? "has vocab.json but no merges.txt" : "holds no tokenizer"
      folder.report(missing, hint: "a Hugging Face folder has tokenizer.json, or vocab.json with merges.txt")
    }
    if folder.has("special_tokens_map.json") { readSpecialNames(in: "special_tokens_map.json") }
    if folder.has("tokenizer_config.json") { readSpecialNames(in: "tokenizer_config.json") }
    if folder.has("added_tokens.json") { readAddedTokensFile() }
  }

  private mutating func readTokenizer() {
    let name = "tokenizer.json"
    guard let file = folder.object(in: name) else { return }
    guard let model = file["model"] as? [String: Any] else { return folder.report("has no object \"model\"", file: name) }
    let unsupported = unsupportedParts(of: file, model)
    guard unsupported.isEmpty else {
      return folder.report(
        "is not plain byte-level BPE: \(unsupported.joined(separator: ", "))", file: name,
        hint: "Florence-2 has BART's tokenizer; is this folder another model's?")
    }
    if let preTokenizer = file["pre_tokenizer"] as? [String: Any] {
      definition.addsPrefixSpace = preTokenizer["add_prefix_space"] as? Bool ?? false
    }
    definition.byteFallback = model["unk_token"] as? String
    if let vocabulary = model["vocab"] as? [String: Any] {
      readVocabulary(vocabulary, in: name)
    } else {
      folder.report("has no object \"model\".\"vocab\"", file: name)
    }
    if let merges = model["merges"] as? [Any] {
      readMerges(merges.map(mergedPair), in: name, place: "merge")
    } else {
      folder.report("has no list \"model\".\"merges\"", file: name)
    }
    for token in file["added_tokens"] as? [Any] ?? [] {
      guard let token = token as? [String: Any] else {
        folder.report("has an added token that is no object", file: name)
        continue
      }
      readAddedToken(token, id: token["id"], in: name)
    }
  }

  /// What this library's byte-level BPE does not do, in the file's words.
  private func unsupportedParts(of file: [String: Any], _ model: [String: Any]) -> [String] {
    var parts: [String] = []
    if let type = model["type"] as? String, type != "BPE" { parts.append("model.type is \(type)") }
    for key in ["byte_fallback", "ignore_merges"] where model[key] as? Bool == true { parts.append("model.\(key) is true") }
    for key in ["continuing_subword_prefix", "end_of_word_suffix"] {
      if let affix = model[key] as? String, !affix.isEmpty { parts.append("model.\(key) is \"\(affix)\"") }
    }
    if let dropout = model["dropout"] as? Double, dropout > 0 { parts.append("model.dropout is \(dropout)") }
    if file["normalizer"] is [String: Any] { parts.append("there is a normalizer") }
    let preTokenizer = file["pre_tokenizer"] as? [String: Any]
    if preTokenizer?["type"] as? String != "ByteLevel" { parts.append("pre_tokenizer is not ByteLevel") }
    if preTokenizer?["use_regex"] as? Bool == false { parts.append("pre_tokenizer.use_regex is false") }
    return parts
  }

  /// A merge is a text, "Ġ t", or a pair, ["Ġ", "t"].
  private func mergedPair(_ merge: Any) -> (left: String, right: String)? {
    if let text = merge as? String { return pair(text.split(separator: " ", omittingEmptySubsequences: false)) }
    if let list = merge as? [String] { return pair(list[...]) }
    return nil
  }

  private func pair(_ parts: some Collection<some StringProtocol>) -> (left: String, right: String)? {
    guard parts.count == 2, let left = parts.first, let right = parts.dropFirst().first, !left.isEmpty, !right.isEmpty else { return nil }
    return (String(left), String(right))
  }

  private mutating func readVocabulary(_ vocabulary: [String: Any], in file: String) {
    definition.vocabulary.reserveCapacity(vocabulary.count)
    var wrong: [String] = []
    for (token, value) in vocabulary {
      if let id = id(value) { definition.vocabulary[token] = id } else { wrong.append(token) }
    }
    if let first = wrong.min() {
      folder.report("\(wrong.count) tokens have no id of 0 or above, among them \"\(first)\"", file: file)
    }
    if vocabulary.isEmpty { folder.report("has an empty vocabulary", file: file) }
  }

  private func id(_ value: Any?) -> Int? {
    guard let id = value as? Int, (0..<Self.idLimit).contains(id) else { return nil }
    return id
  }

  /// Far above any vocabulary that fits a file, far below what would overflow.
  private static let idLimit = 1 << 24

  private mutating func readMergesFile() {
    let name = "merges.txt"
    guard let bytes = folder.bytes(of: name) else { return }
    guard let text = String(validating: bytes, as: UTF8.self) else { return folder.report("is not UTF-8", file: name) }
    var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
      Substring(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    let isHeaded = lines.first?.hasPrefix("#version") == true
    let merges = lines.dropFirst(isHeaded ? 1 : 0).map { pair($0.split(separator: " ", omittingEmptySubsequences: false)) }
    readMerges(merges, in: name, place: "line", from: isHeaded ? 2 : 1)
  }

  private mutating func readMerges(
    _ merges: [(left: String, right: String)?], in file: String, place: String, from firstNumber: Int = 1
  ) {
    let wrong = merges.indices.filter { merges[$0] == nil }
    if let index = wrong.first {
      folder.report("\(wrong.count) merges are not two tokens; the first is \(place) \(index + firstNumber)", file: file)
    }
    let vocabulary = definition.vocabulary
    guard !vocabulary.isEmpty, wrong.isEmpty else { return }
    definition.merges.reserveCapacity(merges.count)
    var unknown: [(index: Int, tokens: [String])] = []
    for (index, merge) in merges.enumerated() {
      guard let merge else { continue }
      let tokens = [merge.left, merge.right, merge.left + merge.right]
      if let left = vocabulary[tokens[0]], let right = vocabulary[tokens[1]], let result = vocabulary[tokens[2]] {
        definition.merges.append(.init(left: Int32(left), right: Int32(right), result: Int32(result)))
      } else {
        unknown.append((index, tokens.filter { vocabulary[$0] == nil }))
      }
    }
    if let first = unknown.first, let token = first.tokens.first {
      let place = "\(place) \(first.index + firstNumber) with \"\(token)\""
      folder.report(
        "\(unknown.count) merges need tokens that the vocabulary lacks; the first is \(place)",
        file: file, hint: "vocabulary and merges must come from the same model")
    }
  }

  private mutating func readAddedToken(_ token: [String: Any], id value: Any?, in file: String) {
    guard let content = token["content"] as? String, !content.isEmpty, let id = id(value) else {
      let what = (token["content"] as? String).map { "\"\($0)\"" } ?? "without content"
      return folder.report("has an added token \(what) without an id of 0 or above", file: file)
    }
    add(
      AddedToken(
        content: content, id: Int32(id), isSpecial: token["special"] as? Bool ?? true, stripsLeft: token["lstrip"] as? Bool ?? false,
        stripsRight: token["rstrip"] as? Bool ?? false, isSingleWord: token["single_word"] as? Bool ?? false,
        isNormalized: token["normalized"] as? Bool ?? false), in: file)
  }

  /// The first file that describes a token decides; a later one must give it the same id.
  private mutating func add(_ token: AddedToken, in file: String) {
    if let known = knownIDs[token.content] {
      if known != token.id {
        folder.report(
          "gives \"\(token.content)\" the id \(token.id), but it is \(known) elsewhere in the folder", file: file,
          hint: "delete the file that is wrong, or take all files from one model")
      }
    } else {
      knownIDs[token.content] = token.id
      definition.addedTokens.append(token)
    }
  }

  private var knownIDs: [String: Int32] = [:]

  private mutating func readAddedTokensFile() {
    let name = "added_tokens.json"
    guard let file = folder.object(in: name) else { return }
    let special = Set(FlorenceTokens.all + listedSpecials)
    for content in file.keys.sorted() {
      guard let id = id(file[content]) else {
        folder.report("has an added token \"\(content)\" without an id of 0 or above", file: name)
        continue
      }
      let isSpecial = special.contains(content)
      add(AddedToken(content: content, id: Int32(id), isSpecial: isSpecial, isNormalized: !isSpecial), in: name)
    }
  }

  private mutating func readSpecialNames(in file: String) {
    guard let object = folder.object(in: file) else { return }
    let offices: [(String, WritableKeyPath<TokenizerDefinition.SpecialNames, String>)] = [
      ("bos_token", \.begin), ("eos_token", \.end), ("pad_token", \.padding), ("unk_token", \.unknown), ("mask_token", \.mask),
    ]
    for (key, office) in offices {
      if let name = content(of: object[key]) { definition.specialNames[keyPath: office] = name }
    }
    for key in ["additional_special_tokens", "extra_special_tokens"] {
      listedSpecials += (object[key] as? [Any] ?? []).compactMap(content)
    }
    for (key, value) in (object["added_tokens_decoder"] as? [String: Any] ?? [:]).sorted(by: { $0.key < $1.key }) {
      guard let token = value as? [String: Any] else {
        folder.report("has an added token \(key) that is no object", file: file)
        continue
      }
      readAddedToken(token, id: Int(key), in: file)
    }
    if let adds = object["add_prefix_space"] as? Bool { definition.addsPrefixSpace = adds }
    if let length = object["model_max_length"] as? Int { definition.modelMaximumLength = length }
  }

  /// A special token is named by its text or by an object that holds it.
  private func content(of token: Any?) -> String? {
    let text = token as? String ?? (token as? [String: Any])?["content"] as? String
    return text.flatMap { $0.isEmpty ? nil : $0 }
  }
}
