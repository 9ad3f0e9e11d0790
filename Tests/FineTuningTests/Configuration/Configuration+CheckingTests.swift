import Essentials
import FineTuning
import SystemPackage
import TestSupport
import Testing

/// What a program may put into a configuration, and nothing can be made of.
@Suite struct ConfigurationCheckingTests {
  @Test func theDefaultsAreFine() throws { try Configuration().check() }

  @Test func everyFaultIsToldAtOnce() {
    var configuration = Configuration(dataset: "d", epochs: 0, batchSize: -1, learningRate: .nan)
    (configuration.validationBatchSize, configuration.threads, configuration.datasetSeed) = (0, -3, -1)
    (configuration.loraRank, configuration.loraDropout, configuration.loraAlpha) = (0, 1, -.infinity)
    (configuration.weightDecay, configuration.modelDropout, configuration.imageSize) = (.nan, .nan, 0)
    (configuration.loraInitialization, configuration.loftqBits, configuration.metrics) = (.pissaIterations(-1), 5, ["wrd_error_rate"])
    configuration.targetModules = .names([])
    configuration.rankPattern = ["": 3, "fc2": 0]
    let error = #expect(throws: Faults.self) { try configuration.check() }
    #expect(
      error?.diagnostics.map(\.message) == [
        "dataset_seed=-1: expected a whole number from 0", "epochs=0: expected a whole number from 1 to 1000000",
        "lr=nan: expected a number from 0 to 1000000", "batch_size=-1: expected a whole number from 1 to 65536",
        "val_batch_size=0: expected a whole number from 1 to 65536, or none", "lora_r=0: expected a whole number from 1 to 4096",
        "lora_alpha=-inf: expected a number from 0 to 1000000", "rank_pattern==3: expected a pattern, = and a whole number",
        "lora_dropout=1: expected a number from 0 to below 1",
        "init_lora_weights=pissa_niter_-1: expected gaussian, true, false, pissa, pissa_niter_N, olora, loftq",
        "weight_decay=nan: expected a number from 0 to 1000000, or none",
        "image_size=0: expected a whole number from 32 to 4096, or none", "threads=-3: expected a whole number from 1 to 1024, or none",
        "model_dropout=nan: expected a number from 0 to below 1, or none",
        "target_modules is empty: there would be no adapter to train",
        "rank_pattern gives fc2 the rank 0, it must be between 1 and 4096", "loftq_bits=5: expected 4 or 8",
        "there is no metric \"wrd_error_rate\"",
      ])
  }

  @Test(arguments: [
    (AdapterTargets.names(["all-linear"]), "target_modules names all-linear, which no module is called"),
    (.names(["(q|v)_proj"]), "target_modules names (q|v)_proj, which no module is called"),
    (.names(["fc2", "x*"]), "target_modules has x* among other entries: a pattern stands alone"),
    (.pattern("(a"), "target_modules is no regular expression: (a"),
  ])
  func targetsThatWouldReadAsOthersAreRefused(_ targets: AdapterTargets, _ message: String) {
    var configuration = Configuration()
    configuration.targetModules = targets
    let error = #expect(throws: Faults.self) { try configuration.check() }
    #expect(error?.diagnostics.map(\.message) == [message])
  }

  /// Before anything is opened or made.
  @Test func whoeverTakesAConfigurationAsks() throws {
    let folder = try TestFolder()
    var configuration = Configuration(dataset: "/nowhere", epochs: -1, learningRate: .infinity)
    configuration.modelID = "/nowhere"
    configuration.outputFolder = folder.appending("runs").string
    let expected = ["epochs=-1: expected a whole number from 1 to 1000000", "lr=inf: expected a number from 0 to 1000000"]
    #expect(faults { try TrainingRun.start(configuration) }?.map(\.message) == expected)
    #expect(faults { try Evaluation(configuration, checkpoint: nil) }?.map(\.message) == expected)
    #expect(faults { try Predictor(configuration, checkpoint: nil) }?.map(\.message) == expected)
    #expect(faults { try ModelExport(configuration, checkpoint: nil, to: folder.appending("merged")) }?.map(\.message) == expected)
    #expect(faults { try LoadedModel.open(configuration) }?.map(\.message) == expected)
    #expect(try folder.names().isEmpty)
  }

  @Test func aResumedRunIsCheckedBeforeItIsTouched() throws {
    let small = try SmallRun()
    let run = try small.finished { $0.epochs = 1 }.folder
    let before = try text(run.configuration)
    let faults = faults { try TrainingRun.resume(run.path) { ($0.epochs, $0.threads) = (0, 0) } }
    #expect(faults?.map(\.message).map { $0.prefix(9) } == ["epochs=0:", "threads=0"])
    #expect(try text(run.configuration) == before)
  }

  private func text(_ file: FilePath) throws -> String { try String(contentsOfFile: file.string, encoding: .utf8) }
}
