import ArgumentParser
import FineTuning
import Florence
import Foundation
import SystemPackage
import Tensors

/// Where a training step's time goes.
struct ProfileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile", abstract: "The time of each operation of one training step, and its matrix products alone.")

  @OptionGroup var options: MeasuringOptions
  @Option(help: "Pixels a side of the images.") var image = 768
  @Option(help: "Samples a step.") var batch = 1
  @Option(help: "Tokens of an answer.") var answer = 64
  @Flag(help: "No adapters in the image tower, whose features are made before the first step.") var frozenVision = false
  @Option(help: "Whether activations are computed again in the backward: auto, on or off.") var checkpointing = ActivationCheckpointing.auto
  @Option(help: "Writes the list of products to a file, and measures them no further.") var list: String?

  func run() throws {
    Parallel.threads = options.threads
    let products = try profile()
    if let list { return try Data(products.utf8).write(to: URL(fileURLWithPath: list)) }
    guard !products.isEmpty, let program = ProcessInfo.processInfo.environment["MAESTRO_PRODUCTS"] else { return }
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("bench-\(UUID().uuidString).txt")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(products.utf8).write(to: file)
    print("\nthe same products alone, each the best way:")
    fflush(nil)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = [file.path, "--table"]
    try process.run()
    process.waitUntilExit()
  }

  /// Prints where the time went and returns the list of products; the model is gone after it.
  private func profile() throws -> String {
    let checkpoint = try Checkpoints(options.checkpoint).single()
    let opened = try LoadedModel(FlorenceModel(checkpoint: FilePath(checkpoint)), id: checkpoint, imageSize: image)
    var configuration = Configuration()
    configuration.batchSize = batch
    configuration.freezesVision = frozenVision
    configuration.checkpointing = checkpointing
    let step = try StepProfile(TrainingWork(opened, configuration, answer: answer, facts: [:]))
    print("\(Machine().summary); \(options.threads) threads")
    print(step.operationTable)
    print(String(format: "%.3f TFLOP in %d kinds of products", step.flops / 1e12, step.profile.products.count))
    return step.productList
  }
}
