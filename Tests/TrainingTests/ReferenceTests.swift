import Essentials
import Foundation
import Layers
import SystemPackage
import Tensors
import TestSupport
import Testing
import Training

/// Whole runs of PyTorch's optimizers under transformers' schedules, step by step.
struct ReferenceTests {
  struct Run: Sendable, CustomTestStringConvertible {
    let name: String
    let optimizer: OptimizerKind
    let settings: TrainingSettings
    var testDescription: String { name }

    init(_ name: String, _ optimizer: OptimizerKind, _ change: (inout TrainingSettings) -> Void) {
      self.name = name
      self.optimizer = optimizer
      var settings = TrainingSettings()
      settings.shuffles = false
      change(&settings)
      self.settings = settings
    }
  }

  static let runs = [
    Run("adamw_linear", .adamW) {
      ($0.learningRate, $0.schedule, $0.weightDecay, $0.epochs, $0.batchSize) = (0.05, .linear, 0.01, 3, 2)
    },
    Run("adam_cosine", .adam) {
      ($0.learningRate, $0.schedule, $0.weightDecay, $0.epochs, $0.batchSize) = (0.03, .cosine, 0.1, 3, 3)
      ($0.warmupSteps, $0.maximumGradientNorm) = (2, 0.4)
    },
    Run("sgd_polynomial", .sgd) {
      ($0.learningRate, $0.schedule, $0.weightDecay, $0.epochs, $0.batchSize) = (0.2, .polynomial, 0.1, 4, 2)
      ($0.gradientAccumulation, $0.warmupSteps, $0.maximumGradientNorm) = (2, 1, 0.5)
    },
    Run("adamw_accumulated", .adamW) {
      ($0.learningRate, $0.schedule, $0.weightDecay, $0.epochs, $0.batchSize) = (0.05, .cosine, 0.3, 3, 1)
      $0.gradientAccumulation = 3
    },
  ]

  @Test(arguments: runs) func everyStepIsPyTorchs(_ run: Run) throws {
    let expected = try Fixture.tensors("training", run.name)
    let classifier = try Classifier()
    let trainer = try Trainer(classifier, settings: run.settings, optimizer: run.optimizer, seed: 1)
    var reports: [StepReport] = []
    var weights = classifier.weight.value.values
    var biases = classifier.bias.value.values
    let outcome = try trainer.run(.all) { event in
      if case .stepFinished(let report) = event {
        reports.append(report)
        weights += classifier.weight.value.values
        biases += classifier.bias.value.values
      }
      return .go
    }
    #expect(outcome == .finished)
    #expect(difference(weights, try expected.tensor("weight").values, relative: 1e-6) == nil)
    #expect(difference(biases, try expected.tensor("bias").values, relative: 1e-6) == nil)
    #expect(difference(reports.map { Float($0.loss) }, try expected.tensor("losses").values, relative: 1e-6) == nil)
    #expect(difference(reports.map { Float($0.gradientNorm) }, try expected.tensor("norms").values, relative: 1e-5) == nil)
    #expect(difference(reports.map { Float($0.learningRate) }, try expected.tensor("rates").values, relative: 1e-6, absolute: 0) == nil)
    try compareMoments(trainer.state, expected, optimizer: run.optimizer)
  }

  private func compareMoments(_ state: TrainingState, _ expected: SafeTensorsFile, optimizer: OptimizerKind) throws {
    try withTemporaryFile { path in
      try state.write(to: path)
      let file = try SafeTensorsFile(path)
      for key in ["first_moment/weight", "first_moment/bias", "second_moment/weight", "second_moment/bias"] {
        guard optimizer != .sgd else {
          #expect(file.entries[key] == nil)
          continue
        }
        #expect(difference(try file.tensor(key), try expected.tensor(key), relative: 2e-6, absolute: 1e-8) == nil, "\(key)")
      }
    }
  }

  private struct Schedule: Decodable {
    let name: LearningRateSchedule
    let total: Int
    let warmup: Int
    let rate: Double
    let rates: [Double]
  }

  @Test func everyScheduleIsTransformers() throws {
    let data = try #require(FileManager.default.contents(atPath: Fixture.folder("training").appending("schedules.json").string))
    let schedules = try JSONDecoder().decode([Schedule].self, from: data)
    #expect(Set(schedules.map(\.name)) == Set(LearningRateSchedule.allCases))
    for schedule in schedules {
      for (step, expected) in schedule.rates.enumerated() {
        let multiplier = schedule.name.multiplier(
          step: step, of: schedule.total, warmup: schedule.warmup, learningRate: schedule.rate)
        #expect(abs(multiplier * schedule.rate - expected) <= 1e-12 * schedule.rate, "\(schedule.name) step \(step) of \(schedule.total)")
      }
    }
  }

  @Test func schedulesEndWithoutSurprise() {
    #expect(LearningRateSchedule.polynomial.multiplier(step: 12, of: 12, warmup: 12, learningRate: 1e-5) == 1e-7 / 1e-5)
    #expect(LearningRateSchedule.polynomial.multiplier(step: 20, of: 12, warmup: 0, learningRate: 1e-5) == 1e-7 / 1e-5)
    #expect(LearningRateSchedule.linear.multiplier(step: 20, of: 12, warmup: 0, learningRate: 1e-5) == 0)
  }

  @Test func standardWeightDecayIsPyTorchs() {
    #expect(OptimizerKind.allCases.map(\.standardWeightDecay) == [0.01, 0, 0])
  }
}

/// A file name of its own, deleted afterwards.
func withTemporaryFile(_ body: (FilePath) throws -> Void) throws {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("state-\(UUID().uuidString).safetensors").path
  defer { try? FileManager.default.removeItem(atPath: path) }
  try body(FilePath(path))
}
