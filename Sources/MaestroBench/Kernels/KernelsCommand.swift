import ArgumentParser
import Tensors

/// Times every kernel and the products of Florence-2 base at 768 pixels.
struct KernelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernels", abstract: "Times kernels, products and operations on the shapes of the base model.")

  @Argument(help: "Parts of names: the cases that contain one of them are run; threads=N sets the threads.") var words: [String] = []

  func run() throws {
    var names: [String] = []
    for word in words {
      if word.hasPrefix("threads="), let threads = Int(word.dropFirst(8)) { Parallel.threads = threads } else { names.append(word) }
    }
    print("threads \(Parallel.threads), \(LinearAlgebra.kernels), \(LinearAlgebra.instructionSet)")
    for benchmark in kernels + products + operations + attentions + convolutions {
      if names.isEmpty || names.contains(where: benchmark.name.contains) { benchmark.run() }
    }
  }
}
