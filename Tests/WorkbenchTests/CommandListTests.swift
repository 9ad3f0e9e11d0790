import Foundation
import Script
import SystemPackage
import Testing
import Workbench

@Suite struct CommandListTests {
  private static let sources = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
    .appending("Sources").appending("Workbench").appending("Commands")

  /// A command that is written and not listed would never be found.
  @Test func everyFileIsListed() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.sources.string).filter { $0.hasSuffix("Command.swift") }
    let listed = Set(CommandTable<Session>.workbench.commands.map { $0.words.split(separator: " ").map(\.capitalized).joined() })
    #expect(!files.isEmpty)
    for file in files {
      let name = String(file.dropLast("Command.swift".count))
      #expect(listed.contains(name), "\(file) declares a command that CommandList.swift does not name")
    }
  }

  /// Names, summaries, parameters, and examples that bind.
  @Test func declarationsHold() {
    #expect(CommandTable<Session>.workbench.declarationFaults() == [])
  }
}
