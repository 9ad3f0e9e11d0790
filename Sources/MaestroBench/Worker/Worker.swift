import ArgumentParser
import FineTuning
import SystemPackage

extension ActivationCheckpointing: ExpressibleByArgument {}

/// One process that loads what a work needs and does it whenever it is told to, so that two of them can take turns.
struct Worker: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker", abstract: "Does one work again and again: once for each line `go` of standard input, or --repeat times.",
    subcommands: [TrainCommand.self, VisionCommand.self, GenerateCommand.self, LoadCommand.self, PictureCommand.self])
}

extension Worker {
  /// A whole optimizer step.
  struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "train", abstract: "A step of LoRA: forward, backward and optimizer.")

    @OptionGroup var options: WorkerOptions
    @Option(help: "Samples a step.") var batch = 1
    @Option(help: "Tokens of an answer.") var answer = 64
    @Flag(help: "No adapters in the image tower, whose features are made before the first step.") var frozenVision = false
    @Option(help: "Whether activations are computed again in the backward: auto, on or off.") var checkpointing = ActivationCheckpointing
      .auto

    func run() throws {
      var configuration = Configuration()
      configuration.batchSize = batch
      configuration.freezesVision = frozenVision
      configuration.checkpointing = checkpointing
      let work = try TrainingWork(options.open(), configuration, answer: answer, facts: options.facts)
      try work.serve(times: options.repeat)
    }
  }

  /// The image tower and the projector.
  struct VisionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "vision", abstract: "The features of one image, without a gradient.")

    @OptionGroup var options: WorkerOptions

    func run() throws { try VisionWork(options.open(), facts: options.facts).serve(times: options.repeat) }
  }

  /// Answers of a fixed length.
  struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "generate", abstract: "A generated token: an answer of 2 and N tokens less one of 2 tokens, over N.")

    @OptionGroup var options: WorkerOptions
    @Option(help: "Answers followed at a time; 1 is greedy search.") var beams = 3
    @Option(help: "N.") var tokens = 64

    func run() throws {
      let rules = try GenerationRules(checkpoint: options.checkpoint)
      let work = try GenerationWork(options.open(), rules, beams: beams, tokens: tokens, facts: options.facts)
      try work.serve(times: options.repeat)
    }
  }

  /// The model alone, as soon as it could answer.
  struct LoadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "load", abstract: "Opens the checkpoint, says so and ends.")

    @OptionGroup var options: WorkerOptions

    func run() throws { try Nothing(opened: options.open()).serve(times: 0) }
  }

  /// An image file to pixels.
  struct PictureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "picture", abstract: "A picture decoded and brought to a square.")

    @Option(help: "A PNG or JPEG.") var file: String
    @Option(help: "Pixels a side of the square.") var image = 768
    @Option(help: "Pictures each time.") var count = 20
    @Option(help: "Works so many times rather than for each line `go` of standard input.") var `repeat`: Int?

    func run() throws { try PictureWork(file: FilePath(file), extent: image, count: count).serve(times: `repeat`) }
  }
}

/// No work, but a model that is there for it.
private struct Nothing: Work {
  let opened: LoadedModel

  func run() throws -> Double { 0 }
}
