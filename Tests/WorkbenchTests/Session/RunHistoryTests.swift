import FineTuning
import Testing
import Training
import Workbench

@Suite struct RunHistoryTests {
  static func history(_ metric: String, _ values: [Double]) -> MetricHistory {
    var history = MetricHistory()
    for (index, value) in values.enumerated() { history.append(value, of: metric, epoch: index + 1, step: 1) }
    return history
  }

  static func settings(_ change: (inout Configuration) -> Void) -> Configuration {
    var settings = Configuration()
    change(&settings)
    return settings
  }

  /// Two trainings at different rates; the second also has map50.
  static func twoRuns() -> RunHistory {
    var runs = RunHistory()
    runs.begin(settings { $0.learningRate = 1e-4 })
    runs.update(
      training: history("loss", [3, 2]), validation: history("loss", [3.5, 2.5]), settings: settings { $0.learningRate = 1e-4 })
    let second = settings { $0.learningRate = 5e-4 }
    runs.begin(second)
    var validation = history("loss", [2, 1])
    validation.append(0.5, of: "map50_95", epoch: 2, step: 1)
    runs.update(training: history("loss", [2.5, 1.5]), validation: validation, settings: second)
    return runs
  }

  @Test func trainingsAreKeptInOrder() {
    let runs = Self.twoRuns()
    #expect(runs.measured.map(\.number) == [1, 2])
    #expect(runs.present?.number == 2)
    #expect(runs.present?.training["loss"].map(\.value) == [2.5, 1.5])
    #expect(runs.measured[0].validation["loss"].map(\.value) == [3.5, 2.5])
    #expect(runs.metrics == ["loss", "map50_95"])
  }

  /// A `reset` without steps after it leaves no hole in the numbers, and hides nothing.
  @Test func whatMeasuredNothingIsForgotten() {
    var runs = Self.twoRuns()
    runs.begin(Configuration())
    #expect(runs.present?.number == 2)
    let settings = Self.settings { $0.seed = 9 }
    runs.begin(settings)
    runs.update(training: Self.history("loss", [1]), validation: MetricHistory(), settings: settings)
    #expect(runs.measured.map(\.number) == [1, 2, 3])
  }

  /// `reset`, then `set lr`, then `step`: the label tells the rate of the step.
  @Test func firstValuesSettleTheSettings() {
    var runs = RunHistory()
    runs.begin(Configuration())
    let settings = Self.settings { $0.learningRate = 7e-3 }
    runs.update(training: Self.history("loss", [1]), validation: MetricHistory(), settings: settings)
    #expect(runs.present?.settings.learningRate == 7e-3)
    runs.update(training: Self.history("loss", [1, 2]), validation: MetricHistory(), settings: Configuration())
    #expect(runs.present?.settings.learningRate == 7e-3)
    #expect(runs.present?.training["loss"].count == 2)
  }

  @Test func labelsTellWhatDiffers() {
    let rates = [1e-4, 2.5e-4, 0.05, 2].map { rate in Self.settings { $0.learningRate = rate } }
    let labels = RunHistory.labels(rates.enumerated().map { ("run \($0.offset + 1)", $0.element) })
    #expect(labels == ["run 1: lr=1e-4", "run 2: lr=2.5e-4", "run 3: lr=0.05", "run 4: lr=2"])
    let both = [Self.settings { $0.batchSize = 8 }, Self.settings { $0.outputFolder = "elsewhere" }, Self.settings { $0.threads = 1 }]
    #expect(RunHistory.labels(both.map { ("r", $0) }) == ["r: batch_size=8", "r: batch_size=4", "r: batch_size=4"])
    #expect(RunHistory.labels([("a", Configuration()), ("b", nil)]) == ["a", "b"])
  }

  @Test func runsAreCalledAsTheirFolders() {
    var runs = Self.twoRuns()
    #expect(runs.measured.map(\.name) == ["run 1", "run 2"])
    runs.update(training: Self.history("loss", [1]), validation: MetricHistory(), settings: Configuration(), folder: "./training/7")
    #expect(runs.measured.map(\.name) == ["run 1", "./training/7"])
    #expect(RunHistory.shortNames(["run 1", "/a/b/training/7", "/c/training/3", "x"]) == ["run 1", "training/7", "training/3", "x"])
    #expect(RunHistory.shortNames(["/a/b/t/7", "/a/c/t/7", "/a/c/t/7"]) == ["b/t/7", "c/t/7", "c/t/7"])
  }

  @Test func labelsAreShort() {
    let other = Self.settings {
      ($0.learningRate, $0.batchSize, $0.seed, $0.epochs, $0.loraRank, $0.warmupSteps) = (1, 1, 1, 1, 1, 1)
    }
    let label = RunHistory.labels([("a", Configuration()), ("b", other)])[1]
    #expect(label.hasSuffix(" and 2 more") && label.split(separator: "=").count == 5)
  }
}
