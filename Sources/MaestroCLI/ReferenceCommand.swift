import ArgumentParser
import Console
import Essentials
import Workbench

/// What `Scripts/reference` calls.
struct ReferenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reference", abstract: "Prints the page of all commands and settings, in Markdown.", shouldDisplay: false)

  func run() throws { try Message.result(Reference.markdown) }
}
