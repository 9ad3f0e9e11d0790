import Essentials
import Files
import SystemPackage

/// Florence-2's tokenizer: BART's byte-level BPE with the 1,024 task and location tokens of its processor.
///
/// ```
/// let tokenizer = try Tokenizer(folder: "Florence-2-base")
/// tokenizer.encode("car<loc_1>")          // [0, 5901, 50270, 2]
/// tokenizer.decode([0, 5901, 50270, 2])   // "<s>car<loc_1></s>"
/// ```
///
/// A value: immutable, free to cross threads. The special ids are those of the tokenizer's own files; a model's config.json may be wrong.
public struct Tokenizer: Sendable {
  /// `<s>`, before every text.
  public let beginID: Int32
  /// `</s>`, after every text.
  public let endID: Int32
  /// `<pad>`.
  public let paddingID: Int32
  /// `<unk>`; ordinary text never gives it, as every byte has a token.
  public let unknownID: Int32
  /// The longest text the model reads, in tokens, as far as the files say so.
  public let modelMaximumLength: Int?

  let tokens: TokenTable
  let encoder: BytePairEncoder
  let addedTokens: [AddedToken]
  let specialNames: TokenizerDefinition.SpecialNames
  let addsPrefixSpace: Bool
  let byteFallback: String?
  /// One a pass over the text: those that want it as it is, then those that want it normalized.
  private let finders: [AddedTokenFinder]
  private let specialIDs: Set<Int32>
  private let locationIDs: [Int32]

  /// Reads a Hugging Face folder: `tokenizer.json`, or `vocab.json` with `merges.txt`, and the smaller files beside them.
  ///
  /// Florence's 1,024 tokens are added with the ids that follow the vocabulary where the folder lacks them, as the model's processor does.
  /// - Throws: `Faults` naming every fault of every file: none there, no JSON, not byte-level BPE, merges without their tokens, ids that
  ///   clash or leave gaps.
  public init(folder: FilePath) throws { try self.init(files: .folder(folder)) }

  /// Reads a tokenizer whose files may be the program's own.
  package init(files: FileSource) throws { self.init(try TokenizerReader.definition(in: files)) }

  /// - Parameter definition: complete and without faults.
  init(_ definition: TokenizerDefinition) {
    let table = TokenTable(definition)
    let names = definition.specialNames
    func id(_ name: String) -> Int32 {
      guard let id = table.id(of: name) else { preconditionFailure("a complete tokenizer lacks \(name)") }
      return id
    }
    tokens = table
    beginID = id(names.begin)
    endID = id(names.end)
    paddingID = id(names.padding)
    unknownID = id(names.unknown)
    locationIDs = FlorenceTokens.locations.map(id)
    specialNames = names
    modelMaximumLength = definition.modelMaximumLength
    addsPrefixSpace = definition.addsPrefixSpace
    byteFallback = definition.byteFallback
    addedTokens = definition.addedTokens
    specialIDs = Set(addedTokens.filter(\.isSpecial).map(\.id))
    finders = [false, true].map { pass in AddedTokenFinder(definition.addedTokens.filter { $0.isNormalized == pass }) }
    let fallback = byteFallback.flatMap { table.id(of: $0) }
    encoder = BytePairEncoder(
      byteTokens: ByteAlphabet.scalars.map { definition.vocabulary[String($0)].map(Int32.init) ?? fallback }, merges: definition.merges)
  }

  /// The number of tokens, Florence's included: 51,289 for BART's vocabulary. The ids are 0 ..< `vocabularySize`.
  public var vocabularySize: Int { tokens.count }

  /// The text of a token as its vocabulary spells it (`Ġthe` for " the"); nil for an id outside the vocabulary.
  public func token(_ id: Int32) -> String? { tokens.spelling(of: id) }

  /// The id of a token by its spelling in the vocabulary.
  public func id(of token: String) -> Int32? { tokens.id(of: token) }

  /// The spellings of `ids`; an id outside the vocabulary gives the unknown token.
  public func tokens(for ids: some Sequence<Int32>) -> [String] {
    ids.map { token($0) ?? specialNames.unknown }
  }

  /// The id of `<loc_n>`.
  ///
  /// - Parameter bin: 0 to 999.
  public func locationToken(_ bin: Int) -> Int32 {
    precondition(locationIDs.indices.contains(bin), "location bin \(bin) is not one of 0...999")
    return locationIDs[bin]
  }

  /// Whether `decode` leaves this token out when asked to skip special tokens.
  public func isSpecial(_ id: Int32) -> Bool { specialIDs.contains(id) }

  /// The ids of a text: added tokens first, wherever they stand in it, then byte-level BPE on what is between them.
  ///
  /// - Parameter addSpecialTokens: puts `<s>` before and `</s>` after, as the model's prompts and answers have them.
  public func encode(_ text: String, addSpecialTokens: Bool = true) -> [Int32] {
    var ids: [Int32] = addSpecialTokens ? [beginID] : []
    encode(Array(text.utf8)[...], finders: finders[...], into: &ids)
    if addSpecialTokens { ids.append(endID) }
    return ids
  }

  private func encode(_ text: ArraySlice<UInt8>, finders: ArraySlice<AddedTokenFinder>, into ids: inout [Int32]) {
    guard let finder = finders.first else { return encodeWords(of: text, into: &ids) }
    for piece in finder.pieces(of: text) {
      switch piece {
      case .token(let id): ids.append(id)
      case .text(let text): encode(text, finders: finders.dropFirst(), into: &ids)
      }
    }
  }

  private func encodeWords(of text: ArraySlice<UInt8>, into ids: inout [Int32]) {
    let space = UInt8(ascii: " ")
    let needsSpace = addsPrefixSpace && text.first != space
    WordSplitter(needsSpace ? [space] + text : Array(text)).forEachWord { word in
      encoder.encode(word, into: &ids)
    }
  }

  /// The bytes that a token stands for in a text, which may be a part of a letter; none for an id outside the vocabulary.
  public func bytes(of id: Int32) -> [UInt8] { Array(tokens.bytes(of: id)) }

  /// The text of `ids`: the bytes of ordinary tokens together, added tokens as they are, nothing between them.
  ///
  /// Bytes that are not UTF-8 become U+FFFD; ids outside the vocabulary are left out.
  public func decode(_ ids: some Sequence<Int32>, skipSpecialTokens: Bool = false) -> String {
    var bytes: [UInt8] = []
    for id in ids where !(skipSpecialTokens && isSpecial(id)) { bytes += tokens.bytes(of: id) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
