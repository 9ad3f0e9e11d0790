import Foundation
import Testing

/// The pages at the top of the repository name files; a file that moved or went would leave the reader alone.
@Suite struct DocumentsTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  @Test(arguments: ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md"])
  func whatPagesNameIsThere(page: String) throws {
    let text = try String(contentsOf: Self.root.appendingPathComponent(page), encoding: .utf8)
    let paths = Set(text.matches(of: /(?:Sources|Tests|Scripts|Recipes)\/[A-Za-z0-9+\-_.\/]*[A-Za-z0-9]/).map { String($0.output) })
    #expect(page == "CHANGELOG.md" || paths.count > 10)
    for path in paths where !path.contains("NAME") && !path.hasSuffix("HelloCommand.swift") {
      #expect(FileManager.default.fileExists(atPath: Self.root.appendingPathComponent(path).path), "\(page) names \(path)")
    }
  }
}
