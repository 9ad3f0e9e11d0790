import Datasets
import Essentials
import Florence

/// How answers are generated, and where each rule comes from.
///
/// What is set holds. What is not follows from the dataset at hand, the whole of it, whichever split is asked; otherwise it is the
/// checkpoint's, and what the checkpoint does not say is the default.
package struct AnswerRules: Sendable {
  /// Where a rule comes from.
  package enum Origin: String, Sendable {
    /// The settings.
    case settings = "set"
    /// The answers of the dataset at hand.
    case dataset = "from the dataset"
    /// The checkpoint's own files.
    case checkpoint = "from the checkpoint"
    /// Nobody says otherwise.
    case standard = "the default"
  }

  /// The rules themselves.
  package let settings: GenerationSettings
  /// What is worth telling, once: a rule that follows from the dataset against the checkpoint's, and what of the checkpoint's is not followed.
  package let facts: [String]
  private let origins: [PartialKeyPath<Configuration> & Sendable: Origin]
  /// Tokens of an answer at most; nil: the model's positions are the limit.
  private let maximumNewTokens: Int?

  /// - Parameter dataset: the one at hand; nil where there is none.
  package init(_ configuration: Configuration, for opened: LoadedModel, on dataset: Dataset?) {
    let (text, checkpoint) = (opened.model.configuration.text, opened.generation)
    var origins: [PartialKeyPath<Configuration> & Sendable: Origin] = [:]
    func resolve<Value: Equatable>(
      _ path: KeyPath<Configuration, Value?> & Sendable, _ own: Value?, _ standard: Value
    ) -> Value {
      if let set = configuration[keyPath: path] {
        origins[path] = .settings
        return set
      }
      origins[path] = own == nil ? .standard : .checkpoint
      return own ?? standard
    }
    // What config.json says is the checkpoint's too, where it is no default.
    let standard = GenerationSettings.standard
    func own(_ given: Int?, _ inText: Int, _ standard: Int) -> Int? { given ?? (inText == standard ? nil : inText) }
    var settings = GenerationSettings(text, checkpoint, maximumNewTokens: text.maximumPositions)
    settings.beams = resolve(\.beams, own(checkpoint.beams, text.beams, standard.beams), standard.beams)
    settings.noRepeatNGramSize = resolve(
      \.noRepeatNGramSize, own(checkpoint.noRepeatNGramSize, text.noRepeatNGramSize, standard.noRepeatNGramSize),
      standard.noRepeatNGramSize)
    settings.repetitionPenalty = resolve(\.repetitionPenalty, checkpoint.repetitionPenalty, 1)
    settings.lengthPenalty = resolve(\.lengthPenalty, checkpoint.lengthPenalty, 1)
    settings.maximumNewTokens = min(
      resolve(\.maximumNewTokens, checkpoint.maximumNewTokens, text.maximumPositions), text.maximumPositions)

    var facts: [String] = []
    if let dataset, configuration.noRepeatNGramSize == nil || configuration.maximumNewTokens == nil {
      let survey = opened.survey(dataset, runs: settings.noRepeatNGramSize)
      if configuration.noRepeatNGramSize == nil, let repeated = survey.repeated {
        facts.append(
          "no_repeat_ngram_size=0 rather than \(settings.noRepeatNGramSize): \(repeated.count) of \(pluralized(survey.count, "answer")) "
            + "\(repeated.count == 1 ? "has" : "have") the same \(settings.noRepeatNGramSize) tokens twice (\(repeated.place))")
        settings.noRepeatNGramSize = 0
        origins[\.noRepeatNGramSize] = .dataset
      }
      if configuration.maximumNewTokens == nil {
        settings.maximumNewTokens = min(max(2 * survey.longestToTrain + 16, survey.longest), text.maximumPositions)
        origins[\.maximumNewTokens] = .dataset
      }
    }
    if !checkpoint.unfollowed.isEmpty {
      facts.append(
        "\(GenerationConfiguration.fileName) of \(opened.id) asks for \(checkpoint.unfollowed.joined(separator: ", ")), which is not followed"
      )
    }
    self.settings = settings
    self.origins = origins
    self.facts = facts
    maximumNewTokens = origins[\.maximumNewTokens] == .standard ? nil : settings.maximumNewTokens
  }

  /// What of the rules holds for every dataset: those that are not set follow from its answers, and keep none of them from being given.
  package static func fixed(_ configuration: Configuration, for opened: LoadedModel) -> GenerationSettings {
    var settings = AnswerRules(configuration, for: opened, on: nil).settings
    if configuration.noRepeatNGramSize == nil { settings.noRepeatNGramSize = 0 }
    if configuration.maximumNewTokens == nil { settings.maximumNewTokens = opened.model.configuration.text.maximumPositions }
    return settings
  }

  /// The rules as a checkpoint's generation_config.json says them.
  var file: GenerationConfiguration { GenerationConfiguration(settings, maximumNewTokens: maximumNewTokens) }

  /// The value that holds for a setting of how answers are generated, and where it comes from; nil for the other settings.
  package func value(of setting: Setting) -> (value: SettingValue, origin: Origin)? {
    guard let origin = origins.first(where: { setting.isOf($0.key) })?.value else { return nil }
    var resolved = Configuration()
    resolved.beams = settings.beams
    resolved.noRepeatNGramSize = settings.noRepeatNGramSize
    resolved.repetitionPenalty = settings.repetitionPenalty
    resolved.lengthPenalty = settings.lengthPenalty
    resolved.maximumNewTokens = settings.maximumNewTokens
    return (setting.value(in: resolved), origin)
  }
}
