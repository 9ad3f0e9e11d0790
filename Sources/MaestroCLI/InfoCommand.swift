import ArgumentParser
import Console
import FineTuning

struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info", abstract: "Tells what this machine offers and what the program uses of it.")

  func run() throws {
    for (name, value) in SystemInformation.lines() { try Message.result("\(name): \(value)") }
  }
}

struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "version", abstract: "Prints the version.")

  func run() throws { try Message.result("maestro \(SystemInformation.version)") }
}
