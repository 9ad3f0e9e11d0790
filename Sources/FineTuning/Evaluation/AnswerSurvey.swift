import Datasets
import Essentials
import Florence
import Tokenization

/// What the answers of a whole dataset ask of the rules by which answers are generated.
struct AnswerSurvey {
  /// Tokens of the longest answer to train on.
  let longestToTrain: Int
  /// Tokens of the longest answer of all.
  let longest: Int
  /// Answers of all splits.
  let count: Int
  /// Those in which a run of tokens comes twice; nil where there are none.
  let repeated: ObstacleCount?
}

/// Answers that one thing keeps from being given.
struct ObstacleCount {
  let obstacle: AnswerObstacle
  fileprivate(set) var count: Int
  /// Where the first of them stands, `FILE:LINE`.
  let place: String
}

extension LoadedModel {
  /// The survey of a dataset, made once for each dataset in use.
  ///
  /// - Parameter size: tokens of the runs that are looked for; 0: none are.
  func survey(_ dataset: Dataset, runs size: Int) -> AnswerSurvey {
    let key = "\(dataset.path) \(dataset.digest) \(dataset.splits.map(\.samples.count)) \(size)"
    if let last = lastSurvey, last.key == key { return last.survey }
    var settings = GenerationSettings(model.configuration.text, maximumNewTokens: model.configuration.text.maximumPositions)
    settings.noRepeatNGramSize = size
    let (train, others) = (answers(of: dataset.train), [dataset.valid, dataset.test].compactMap(\.self).map(answers))
    let all = [train] + others
    let longest = all.map { $0.map(\.tokens.count).max() ?? 0 }
    let survey = AnswerSurvey(
      longestToTrain: longest[0], longest: longest.max() ?? 0, count: all.map(\.count).reduce(0, +),
      repeated: obstacles(to: all.joined(), under: settings).first { $0.obstacle == .repeatedRun(size: size) })
    lastSurvey = (key, survey)
    return survey
  }

  /// How many answers of these splits cannot be given and why, a line each reason.
  func obstacleLines(in splits: [DatasetSplit], under settings: GenerationSettings) -> [String] {
    let answers = splits.flatMap(answers)
    return obstacles(to: answers, under: settings).map { found in
      let (fact, remedy) = found.obstacle.words(tokenizer)
      return "\(found.count) of \(pluralized(answers.count, "answer")) cannot be given: \(fact) (\(found.place)); \(remedy)"
    }
  }

  private func answers(of split: DatasetSplit) -> [(tokens: [Int32], place: () -> String)] {
    split.samples.map { sample in
      (tokenizer.encode(sample.suffix), { "\(split.annotations(of: sample))" + (sample.line > 0 ? ":\(sample.line)" : "") })
    }
  }

  /// What keeps answers from being given, in the order in which it is met first.
  private func obstacles(
    to answers: some Sequence<(tokens: [Int32], place: () -> String)>, under settings: GenerationSettings
  ) -> [ObstacleCount] {
    var found: [ObstacleCount] = []
    for (tokens, place) in answers {
      for obstacle in settings.obstacles(to: tokens, of: model.configuration.text) {
        if let known = found.firstIndex(where: { $0.obstacle == obstacle }) {
          found[known].count += 1
        } else {
          found.append(ObstacleCount(obstacle: obstacle, count: 1, place: place()))
        }
      }
    }
    return found
  }

  /// What keeps a sample's answer from being given under these rules.
  ///
  /// - Parameter settings: how answers are generated.
  package func warnings(under settings: GenerationSettings) -> SampleCheck {
    let (tokenizer, text) = (tokenizer, model.configuration.text)
    return { sample in
      settings.obstacles(to: tokenizer.encode(sample.suffix), of: text).map { obstacle in
        let (fact, remedy) = obstacle.words(tokenizer)
        return SampleFault(.suffix, "the answer cannot be given: \(fact)", hint: remedy)
      }
    }
  }
}

extension AnswerObstacle {
  /// The fact and what to do about it.
  fileprivate func words(_ tokenizer: Tokenizer) -> (fact: String, remedy: String) {
    func name(_ id: Int32) -> String { tokenizer.tokens(for: [id]).first ?? "token \(id)" }
    let file = GenerationConfiguration.fileName
    return switch self {
    case .repeatedRun(let size):
      ("no_repeat_ngram_size=\(size) lets no \(pluralized(size, "token")) come twice", "no_repeat_ngram_size=0 does")
    case .tokenLimit(let limit): ("max_new_tokens=\(limit) is too few", "raise it")
    case .positions(let limit): ("the decoder generates \(limit) tokens at most", "shorten the answer")
    case .tooShort(let minimum): ("\(file) wants more than \(pluralized(minimum, "token")) (min_new_tokens)", "lower it there")
    case .forcedBegin(let id): ("\(file) makes every answer begin with \(name(id)) (forced_bos_token_id)", "take it out there")
    case .endInside(let id): ("\(name(id)) ends an answer, and what follows is never given", "take it out of the text")
    case .endUnknown(let id): ("no answer ends at \(name(id)), which is no eos_token_id of \(file)", "add it there")
    case .takenOut(let id): ("\(name(id)) is taken out of every answer", "take it out of the text")
    }
  }
}
