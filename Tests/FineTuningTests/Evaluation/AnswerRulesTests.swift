import Datasets
import Essentials
import Files
import FineTuning
import Florence
import Foundation
import Images
import SystemPackage
import TestSupport
import Testing

/// By which rules answers are generated, and what cannot be given under them.
@Suite struct AnswerRulesTests {
  /// A dataset of one-line answers, each split by the answers it has.
  private func dataset(_ splits: [(name: String, answers: [String])]) throws -> TestFolder {
    let folder = try TestFolder()
    let picture = Image(width: 8, height: 8, pixels: [UInt8](repeating: 90, count: 192))
    for (name, answers) in splits {
      let split = folder.appending("data").appending(name)
      try FileManager.default.createDirectory(atPath: split.string, withIntermediateDirectories: true)
      var lines = ""
      for (index, answer) in answers.enumerated() {
        try picture.write(to: split.appending("\(index).png"))
        lines +=
          JSONValue.members([
            .init("image", .text("\(index).png")), .init("prefix", .text("<VQA>what?")), .init("suffix", .text(answer)),
          ]).text(JSONStyle(indentation: nil)) + "\n"
      }
      try AtomicFile.write(Array(lines.utf8), to: split.appending("annotations.jsonl"))
    }
    return folder
  }

  private func configuration(_ folder: TestFolder, _ change: (inout Configuration) -> Void = { _ in }) -> Configuration {
    var configuration = Configuration(dataset: folder.appending("data").string, epochs: 1, batchSize: 1)
    configuration.modelID = LoadedModel.miniature
    configuration.imageSize = 64
    configuration.outputFolder = folder.appending("runs").string
    change(&configuration)
    return configuration
  }

  private func rules(_ configuration: Configuration, _ folder: TestFolder?, own: GenerationConfiguration? = nil) throws -> AnswerRules {
    let opened = try Self.model(configuration, own)
    return AnswerRules(configuration, for: opened, on: try folder.map { try Dataset($0.appending("data")) })
  }

  /// The miniature, from a folder with a generation_config.json of its own.
  private static func model(_ configuration: Configuration, _ own: GenerationConfiguration?) throws -> LoadedModel {
    let opened = try LoadedModel.open(configuration)
    guard let own else { return opened }
    let folder = try TestFolder()
    try opened.export(to: folder.appending("model"))
    try own.write(for: opened.model.configuration.text, to: folder.appending("model"))
    var configuration = configuration
    configuration.modelID = folder.appending("model").string
    return try LoadedModel.open(configuration)
  }

  private func value(_ name: String, _ rules: AnswerRules) throws -> String {
    let setting = try #require(Setting.named(name))
    let found = try #require(rules.value(of: setting))
    return "\(found.value), \(found.origin.rawValue)"
  }

  @Test func whatIsSetGoesFirstThenTheDatasetThenTheCheckpoint() throws {
    let plain = try dataset([("train", ["ab", "cd"])])
    var own = GenerationConfiguration()
    (own.beams, own.noRepeatNGramSize, own.repetitionPenalty, own.lengthPenalty, own.maximumNewTokens) = (2, 4, 1.25, 0.5, 9)
    let open = configuration(plain)
    func values(_ rules: AnswerRules) throws -> [String] {
      try ["num_beams", "no_repeat_ngram_size", "repetition_penalty", "length_penalty", "max_new_tokens"].map { try value($0, rules) }
    }
    #expect(
      try values(rules(open, nil)) == ["3, the default", "3, the default", "1, the default", "1, the default", "1024, the default"])
    #expect(
      try values(rules(open, nil, own: own)) == [
        "2, from the checkpoint", "4, from the checkpoint", "1.25, from the checkpoint", "0.5, from the checkpoint",
        "9, from the checkpoint",
      ])
    #expect(
      try values(rules(open, plain, own: own)) == [
        "2, from the checkpoint", "4, from the checkpoint", "1.25, from the checkpoint", "0.5, from the checkpoint",
        "24, from the dataset",
      ])
    let set = configuration(plain) {
      ($0.beams, $0.noRepeatNGramSize, $0.repetitionPenalty, $0.lengthPenalty, $0.maximumNewTokens) = (5, 1, 2, -1, 7)
    }
    let settings = try rules(set, plain, own: own)
    #expect(try values(settings) == ["5, set", "1, set", "2, set", "-1, set", "7, set"])
    #expect(settings.settings.beams == 5 && settings.settings.noRepeatNGramSize == 1 && settings.settings.repetitionPenalty == 2)
    #expect(settings.settings.lengthPenalty == -1 && settings.settings.maximumNewTokens == 7)
    #expect(settings.value(of: try #require(Setting.named("lr"))) == nil)
  }

  @Test(arguments: ["train", "valid", "test"]) func oneAnswerOfAnySplitThatNeedsItSwitchesTheRuleOff(_ split: String) throws {
    let folder = try dataset(["train", "valid", "test"].map { ($0, $0 == split ? ["ab", "xyzxyz"] : ["ab", "cd"]) })
    let found = try rules(configuration(folder), folder)
    #expect(try value("no_repeat_ngram_size", found) == "0, from the dataset")
    let place = folder.appending("data/\(split)/annotations.jsonl:2")
    #expect(found.facts == ["no_repeat_ngram_size=0 rather than 3: 1 of 6 answers has the same 3 tokens twice (\(place))"])
    // What is set holds, and what it forbids is said where answers are at hand.
    let set = configuration(folder) { $0.noRepeatNGramSize = 3 }
    #expect(try rules(set, folder).facts == [])
    let fact = "cannot be given: no_repeat_ngram_size=3 lets no 3 tokens come twice (\(place)); no_repeat_ngram_size=0 does"
    #expect(try TrainingRun.start(set).facts.contains("1 of 6 answers \(fact)"))
    #expect(try Evaluation(set, checkpoint: nil).facts.contains("1 of 2 answers \(fact)") == (split == "test"))
    #expect(try !Evaluation(configuration(folder), checkpoint: nil).facts.contains { $0.contains("cannot be given") })
  }

  @Test func theLimitLetsTheLongestAnswerThrough() throws {
    let long = String("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    let folder = try dataset([("train", ["ab"]), ("test", [long])])
    #expect(try value("max_new_tokens", rules(configuration(folder), folder)) == "\(long.count + 2), from the dataset")
    let short = configuration(folder) { $0.maximumNewTokens = 20 }
    #expect(
      try Evaluation(short, checkpoint: nil).facts.contains {
        $0.hasPrefix("1 of 1 answer cannot be given: max_new_tokens=20 is too few (")
      })
  }

  @Test func specialTokensInAnswersAreTold() throws {
    let folder = try dataset([("train", ["a</s>b", "c<pad>d", "e<s>f", "c</s>d"])])
    let facts = try TrainingRun.start(configuration(folder)).facts.filter { $0.contains("cannot be given") }
    #expect(facts.count == 3)
    #expect(facts.first?.hasPrefix("2 of 4 answers cannot be given: </s> ends an answer, and what follows is never given (") == true)
    for token in ["<pad>", "<s>"] { #expect(facts.contains { $0.contains("1 of 4 answers cannot be given: \(token) is taken out") }) }
  }

  /// The rules that held go with the checkpoint, and hold where no dataset is at hand.
  @Test(arguments: [TrainingMethod.lora, .full]) func aCheckpointKeepsWhatHeld(_ training: TrainingMethod) throws {
    let folder = try dataset([("train", ["xyzxyz"]), ("valid", ["ab"])])
    let run = try TrainingRun.start(
      configuration(folder) { ($0.training, $0.beams, $0.repetitionPenalty) = (training, 2, 1.5) }
    ).run()
    let saved = try Data(contentsOf: URL(filePath: run.folder.best.appending("generation_config.json").string))
    let object = try #require(JSONSerialization.jsonObject(with: saved) as? [String: Any])
    #expect(object["num_beams"] as? Int == 2 && object["no_repeat_ngram_size"] as? Int == 0)
    #expect(object["repetition_penalty"] as? Double == 1.5 && object["max_new_tokens"] as? Int == 32)

    var bare = Configuration()
    bare.imageSize = 64
    let opened = try LoadedModel.open(bare, checkpoint: run.folder.path, isModelGiven: false)
    let rules = AnswerRules(bare, for: opened, on: nil)
    #expect(try value("num_beams", rules) == "2, from the checkpoint" && value("no_repeat_ngram_size", rules) == "0, from the checkpoint")
    #expect(try value("max_new_tokens", rules) == "32, from the checkpoint")

    let merged = folder.appending("merged")
    try ModelExport(bare, checkpoint: run.folder.path, isModelGiven: false, to: merged).write()
    let exported = try Data(contentsOf: URL(filePath: merged.appending("generation_config.json").string))
    #expect(exported == saved)
  }

  @Test func whatIsNotFollowedIsTold() throws {
    let folder = try TestFolder()
    var configuration = Configuration()
    configuration.modelID = LoadedModel.miniature
    try LoadedModel.open(configuration).export(to: folder.appending("model"))
    try AtomicFile.write(Array("{\"do_sample\": true}".utf8), to: folder.appending("model/generation_config.json"))
    configuration.modelID = folder.appending("model").string
    let facts = try Predictor(configuration, checkpoint: nil).facts
    #expect(facts == ["generation_config.json of \(configuration.modelID) asks for do_sample=true, which is not followed"])
    try AtomicFile.write(Array("{\"num_beams\": \"two\"}".utf8), to: folder.appending("model/generation_config.json"))
    do {
      _ = try LoadedModel.open(configuration)
      Issue.record("opened")
    } catch let error as Faults {
      #expect(error.diagnostics.map(\.message) == ["num_beams is \"two\""])
      #expect(error.diagnostics[0].file == folder.appending("model/generation_config.json").string)
    }
  }
}
