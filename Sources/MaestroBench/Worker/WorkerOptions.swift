import ArgumentParser
import FineTuning
import Florence
import Foundation
import SystemPackage
import Tensors

/// What every work with a model needs to know.
struct WorkerOptions: ParsableArguments {
  @Option(help: "A folder with config.json and model.safetensors; it needs no tokenizer.") var checkpoint: String
  @Option(help: "Threads that work; all cores unless given.") var threads: Int?
  @Option(help: "Pixels a side of the image.") var image = 768
  @Option(help: "Works so many times rather than for each line `go` of standard input.") var `repeat`: Int?

  /// Opens the model, with the threads set.
  func open() throws -> LoadedModel {
    if let threads { Parallel.threads = threads }
    return try LoadedModel(FlorenceModel(checkpoint: FilePath(checkpoint)), id: checkpoint, imageSize: image)
  }

  var facts: [String: String] {
    ["threads": "\(Parallel.threads)", "kernels": "\(LinearAlgebra.kernels)", "instruction_set": LinearAlgebra.instructionSet]
  }
}
