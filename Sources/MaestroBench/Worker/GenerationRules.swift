import Florence
import Foundation

/// The rules of generation_config.json as transformers reads them, which takes nothing from config.json beside it.
struct GenerationRules: Decodable {
  private var forcedBegin: Int32?
  private var forcedEnd: Int32?
  private var noRepeatNGramSize: Int?
  private var lengthPenalty: Double?
  private var earlyStopping: Bool?

  private enum CodingKeys: String, CodingKey {
    case forcedBegin = "forced_bos_token_id"
    case forcedEnd = "forced_eos_token_id"
    case noRepeatNGramSize = "no_repeat_ngram_size"
    case lengthPenalty = "length_penalty"
    case earlyStopping = "early_stopping"
  }

  init(checkpoint: String) throws {
    let file = URL(fileURLWithPath: checkpoint).appendingPathComponent("generation_config.json")
    self = try JSONDecoder().decode(GenerationRules.self, from: Data(contentsOf: file))
  }

  func apply(to settings: inout GenerationSettings) {
    settings.forcedBeginID = forcedBegin
    settings.forcedEndID = forcedEnd
    settings.noRepeatNGramSize = noRepeatNGramSize ?? 0
    settings.lengthPenalty = lengthPenalty ?? 1
    settings.earlyStopping = earlyStopping == true ? .whenFull : .whenHopeless
  }
}
