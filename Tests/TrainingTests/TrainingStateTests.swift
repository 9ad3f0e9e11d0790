import Essentials
import Files
import Foundation
import Layers
import SystemPackage
import Tensors
import TestSupport
import Testing
import Training

struct TrainingStateTests {
  private func trained() throws -> TrainingState {
    let trainer = try Trainer(AdapterTask(), settings: .small(), optimizer: .adamW, seed: .max)
    _ = try trainer.run(.steps(4), validate: { _ in ["loss": 0.1 + 0.2, "wer": 1.0 / 3] })
    return trainer.state
  }

  @Test func aFileHoldsTheWholeState() throws {
    var state = try trained()
    state.constants = ["head": Tensor([1, -2.5, 1e-9], shape: [3, 1]), "a.b": .zeros([2])]
    try withTemporaryFile { path in
      let extra = ["configuration": #"{"lr": 1e-5}"#, "digest": "ab\"c"]
      try state.write(to: path, extra: extra)
      let (read, readExtra) = try TrainingState.read(path)
      #expect(read.differences(from: state) == [])
      #expect(read == state)
      #expect(read.constants["head"]?.values == [1, -2.5, 1e-9])
      #expect(read.constants.count == 2)
      #expect(readExtra == extra)
      #expect(read.progress.seed == .max)
      #expect(read.validationMetrics["wer"] == [.init(epoch: 1, step: 1, value: 1.0 / 3)])
      #expect(read.parameter("first.lora_A.weight")?.shape == [4, 96])
    }
  }

  @Test func whatStepsWereMadeWithIsReadOfStatesOldAndNew() throws {
    let state = try trained()
    #expect(state.stepMetrics["lr"].count == 4)
    try withTemporaryFile { path in
      try state.write(to: path)
      #expect(try TrainingState.stepMetrics(in: path) == state.stepMetrics)
      let file = try SafeTensorsFile(path)
      var metadata = file.metadata
      let kept = try #require(metadata["step_metrics"])
      metadata["step_metrics"] = nil
      let tensors = try file.names.map { (name: $0, tensor: try file.tensor($0).copy()) }
      // As the prompt wrote them before the trainer kept them.
      metadata["extra"] = String(decoding: try JSONEncoder().encode(["step_observations": kept]), as: UTF8.self)
      try SafeTensorsWriter.write(tensors, metadata: metadata, to: path)
      #expect(try TrainingState.read(path).state == state)
      metadata["extra"] = "{}"
      try SafeTensorsWriter.write(tensors, metadata: metadata, to: path)
      #expect(try TrainingState.read(path).state.stepMetrics == MetricHistory())
    }
    #expect(try rewritten { $0["step_metrics"] = "[]" } == ["metadata step_metrics is damaged"])
  }

  /// The metadata and tensors of a state file, changed and written again.
  private func rewritten(
    _ metadata: (inout [String: String]) -> Void, _ tensors: (inout [(name: String, tensor: Tensor)]) -> Void = { _ in }
  ) throws -> [String] {
    let state = try trained()
    var messages: [String] = []
    try withTemporaryFile { path in
      try state.write(to: path)
      let file = try SafeTensorsFile(path)
      var changed = file.metadata
      metadata(&changed)
      var contents = try file.names.map { (name: $0, tensor: try file.tensor($0).copy()) }
      tensors(&contents)
      try SafeTensorsWriter.write(contents, metadata: changed, to: path)
      let error = try #require(throws: (any Error).self) { try TrainingState.read(path) }
      let diagnostics = try #require(error as? any DiagnosticError).diagnostics
      #expect(diagnostics.allSatisfy { $0.file == path.string })
      messages = diagnostics.map(\.message)
    }
    return messages
  }

  @Test func otherFilesAndVersionsAreRefused() throws {
    #expect(try rewritten { $0["format"] = "pt" } == ["is no training state"])
    #expect(try rewritten { $0["version"] = "2" } == ["has format version 2, this program reads 1"])
    #expect(try rewritten { $0["version"] = nil } == ["has format version none, this program reads 1"])
  }

  @Test func numbersThatAreNoneAreRefused() throws {
    let names = ["first_moment/second.lora_A.weight", "parameter/first.lora_B.weight"]
    let messages = try rewritten { _ in
    } _: { tensors in
      for (index, tensor) in tensors.enumerated() where names.contains(tensor.name) {
        tensors[index].tensor.withMutablePointer { $0[1] = .nan }
      }
    }
    #expect(messages == names.map { "tensor \($0) has 1 number that is infinite or none" })
  }

  @Test func everyFaultIsNamed() throws {
    let messages = try rewritten { metadata in
      metadata["progress"] = metadata["progress"]?.replacing(#""position":5"#, with: #""position":12"#)
        .replacing(#""stepInEpoch":1"#, with: #""stepInEpoch":-1"#)
      metadata["training_metrics"] = "[]"
      metadata["extra"] = nil
    } _: { tensors in
      tensors.removeAll { $0.name == "first_moment/second.lora_A.weight" }
      tensors.append(("parameter/other", .zeros([1])))
      let index = tensors.firstIndex { $0.name == "second_moment/first.lora_B.weight" } ?? 0
      tensors[index].tensor = .zeros([2, 2])
    }
    let expected = [
      "metadata training_metrics is damaged", "metadata extra is missing",
      "progress: position is 12, it must be between 0 and 11", "progress: stepInEpoch is -1, it must be between 0 and 4",
      "tensor second_moment/first.lora_B.weight has shape [2, 2], its parameter [160, 4]",
      "tensor first_moment/second.lora_A.weight is missing", "tensor parameter/other is unexpected",
    ]
    #expect(messages.sorted() == expected.sorted())
  }

  @Test func aCutFileIsRefused() throws {
    let state = try trained()
    try withTemporaryFile { path in
      try state.write(to: path)
      let bytes = try #require(FileManager.default.contents(atPath: path.string))
      for count in [0, 7, 100, bytes.count / 2, bytes.count - 1] {
        try AtomicFile.write(bytes.prefix(count), to: path)
        let error = try #require(throws: (any Error).self) { try TrainingState.read(path) }
        #expect(error is any DiagnosticError, "\(count) bytes")
      }
    }
  }

  @Test func aStateOfAnotherTrainingIsRefusedAsAWhole() throws {
    let state = try trained()
    let other = try Trainer(
      Renamed(), settings: .small(), optimizer: .sgd, seed: 1)
    let before = other.state
    let error = try #require(throws: Faults.self) { try other.restore(state) }
    let messages = error.diagnostics.map(\.message)
    let expected = [
      "the state is of optimizer adamw, this training has sgd", "the state is of 11 samples, this training has 3",
      "parameter first.lora_A.weight has shape [4, 96] in the state, here [2]", "the state has no parameter other",
      "the state has a parameter first.lora_B.weight, which is not trained here",
      "the state has a parameter second.lora_A.weight, which is not trained here",
      "the state has a parameter second.lora_B.weight, which is not trained here",
    ]
    #expect(messages == expected)
    #expect(other.state.differences(from: before) == [])
  }

  @Test func differencesAreNamed() throws {
    let trainer = try Trainer(.small())
    let start = trainer.state
    #expect(start == trainer.state)
    _ = try trainer.run(.steps(1))
    let names = ["first.lora_A.weight", "first.lora_B.weight", "second.lora_A.weight", "second.lora_B.weight"]
    // The first step of a warm-up has a rate of zero: moments change, parameters do not.
    let moments = names.flatMap { ["first_moment/" + $0, "second_moment/" + $0] }
    #expect(trainer.state.differences(from: start) == ["progress", "training metrics", "step metrics"] + moments)
    #expect(trainer.state.parameterNames == names)
  }
}

/// Another training, whose parameters have some of the names.
private final class Renamed: Objective {
  let sampleCount = 3
  let trainableParameters: [(name: String, parameter: Parameter)] = [
    ("first.lora_A.weight", Parameter(.zeros([2]))), ("other", Parameter(.zeros([2]))),
  ]
  var preparation: @Sendable (Int) throws -> Int { { $0 } }

  func loss(of batch: [Int], _ pass: ForwardPass) -> BatchLoss { BatchLoss(sum: .zeros([]), tokens: 1) }
}
