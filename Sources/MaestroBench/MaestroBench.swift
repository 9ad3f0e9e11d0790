import ArgumentParser

/// Measures the program, part by part and as a whole, beside what its users would run instead.
@main struct MaestroBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measures the program, part by part and as a whole.",
    subcommands: [RowsCommand.self, ProfileCommand.self, GrowthCommand.self, KernelsCommand.self, Worker.self],
    defaultSubcommand: RowsCommand.self)
}
