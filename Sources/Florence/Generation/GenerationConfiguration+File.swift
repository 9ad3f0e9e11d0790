import Files
import SystemPackage

extension GenerationConfiguration {
  /// As transformers calls it.
  package static let fileName = "generation_config.json"

  /// Reads the file among a checkpoint's; where there is none, nothing is asked for.
  ///
  /// - Parameter vocabularySize: tokens that the model has.
  /// - Throws: `Faults` with every field that is of another type or out of range.
  package init(in source: FileSource, vocabularySize: Int) throws {
    self.init()
    guard source.has(Self.fileName) else { return }
    let reader = try ConfigurationReader(Self.fileName, in: source)
    let section = reader.section
    beams = section.given("num_beams") { section.integer($0, in: 1...1000) }
    noRepeatNGramSize = section.given("no_repeat_ngram_size") { section.integer($0, in: 0...1000) }
    repetitionPenalty = section.given("repetition_penalty") { section.number($0, in: 1e-6..<1e6) }
    lengthPenalty = section.given("length_penalty") { section.number($0, in: -1000..<1000) }
    earlyStopping = section.given("early_stopping") {
      section.text($0) == "never" ? .never : section.boolean($0, default: false) ? .whenFull : .whenHopeless
    }
    maximumNewTokens =
      section.given("max_new_tokens") { section.integer($0, in: 1...Self.lengths) }
      ?? section.given("max_length") { section.integer($0, in: 2...Self.lengths) - 1 }
    minimumNewTokens =
      section.given("min_new_tokens") { section.integer($0, in: 0...Self.lengths) }
      ?? section.given("min_length") { max(0, section.integer($0, in: 0...Self.lengths) - 1) }
    let ids = 0...vocabularySize - 1
    endIDs = section.given("eos_token_id") { Self.tokens($0, of: section, in: ids) }
    forcedBegin = Self.forced("forced_bos_token_id", of: section, in: ids)
    forcedEnd = Self.forced("forced_eos_token_id", of: section, in: ids)
    unfollowed = Self.neutral.filter { name, neutral in section.has(name) && !neutral.contains { section.values[name]?.equals($0) == true }
    }
    .map { "\($0.name)=\(section.values[$0.name] ?? .null)" }
    try reader.finish()
  }

  /// More tokens than any answer has.
  private static let lengths = 1_000_000

  /// What changes transformers' answers and is not done here, with the values that change nothing.
  private static let neutral: [(name: String, values: [JSONValue])] = [
    ("do_sample", [.bool(false)]), ("num_beam_groups", [.integer(1)]), ("diversity_penalty", [.integer(0)]),
    ("penalty_alpha", [.integer(0)]), ("encoder_no_repeat_ngram_size", [.integer(0)]), ("encoder_repetition_penalty", [.integer(1)]),
    ("guidance_scale", [.integer(1)]), ("bad_words_ids", [.list([])]), ("force_words_ids", [.list([])]), ("constraints", [.list([])]),
    ("sequence_bias", [.object([:]), .list([])]), ("suppress_tokens", [.list([])]), ("begin_suppress_tokens", [.list([])]),
    ("exponential_decay_length_penalty", []), ("stop_strings", [.list([])]), ("max_time", []), ("dola_layers", []),
    ("renormalize_logits", [.bool(false)]),
  ]

  /// A number, or a list of at least one.
  private static func tokens(_ key: String, of section: ConfigurationSection, in range: ClosedRange<Int>) -> [Int32] {
    guard case .list(let values)? = section.values[key] else { return [Int32(section.integer(key, in: range))] }
    let tokens = section.integers(key, in: range)
    if values.isEmpty { section.report("\(key) is empty", hint: "it must be a token's number, or a list of such") }
    return tokens.isEmpty ? [0] : tokens.map { Int32($0) }
  }

  /// A number, null for none, or a list of one number.
  private static func forced(_ key: String, of section: ConfigurationSection, in range: ClosedRange<Int>) -> Forced? {
    guard let value = section.values[key] else { return nil }
    if value == .null { return .some(.none) }
    let tokens = tokens(key, of: section, in: range)
    if tokens.count > 1 { section.report("\(key) is \(value)", hint: "it must be one token's number, or null") }
    return .token(tokens[0])
  }

  /// The file's contents for a model of `text`, whose config.json stands for what nothing is asked for.
  func json(_ text: TextConfiguration) -> JSONValue {
    let settings = GenerationSettings(text, self, maximumNewTokens: 1)
    func id(_ value: Int32?) -> JSONValue { value.map { .integer(Int($0)) } ?? .null }
    let ends = settings.endIDs.map { id($0) }
    var values: [String: JSONValue] = [
      "bos_token_id": id(text.beginID),
      "decoder_start_token_id": id(text.decoderStartID),
      "early_stopping": settings.earlyStopping.json,
      "eos_token_id": ends.count == 1 ? ends[0] : .list(ends),
      "forced_bos_token_id": id(settings.forcedBeginID),
      "forced_eos_token_id": id(settings.forcedEndID),
      "no_repeat_ngram_size": .integer(settings.noRepeatNGramSize),
      "num_beams": .integer(settings.beams),
      "pad_token_id": id(text.paddingID),
    ]
    // What changes nothing is left out: transformers has those values too.
    if settings.repetitionPenalty != 1 { values["repetition_penalty"] = .number(settings.repetitionPenalty) }
    if settings.lengthPenalty != 1 { values["length_penalty"] = .number(settings.lengthPenalty) }
    if let maximumNewTokens { values["max_new_tokens"] = .integer(maximumNewTokens) }
    if settings.minimumNewTokens > 0 { values["min_new_tokens"] = .integer(settings.minimumNewTokens) }
    return .object(values)
  }

  /// Writes generation_config.json for a model of `text` into a folder: without it transformers generates by other rules.
  ///
  /// - Throws: `Faults` when it cannot be written.
  package func write(for text: TextConfiguration, to folder: FilePath) throws {
    try AtomicFile.write(json(text).fileContents, to: folder.appending(Self.fileName))
  }
}

extension ConfigurationSection {
  /// What `read` makes of a key that is there with a value other than null.
  fileprivate func given<Value>(_ key: String, _ read: (String) -> Value) -> Value? { has(key) ? read(key) : nil }
}

extension JSONValue {
  /// Whether both are the same value, a whole number and another one compared as numbers.
  fileprivate func equals(_ other: JSONValue) -> Bool { self == other || number != nil && number == other.number }
}
