import Foundation
import SystemPackage
import Testing

/// What is written about the library is what its tests compile and run.
@Suite struct DocumentationTests {
  private static let root = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
  private static let catalog = "Sources/MaestroKit/MaestroKit.docc"
  private static let examples = "Tests/MaestroKitTests/Examples"

  /// A text with Swift in it, and the files that are compiled in its place.
  struct Pair: Sendable, CustomTestStringConvertible {
    let text: String
    let code: [String]

    init(_ text: String, _ code: String...) { (self.text, self.code) = (text, code) }

    var testDescription: String { text }
  }

  private static let pairs =
    [
      Pair("README.md", "\(examples)/OverviewExample.swift", "Tests/WorkbenchTests/Examples/HelloCommand.swift"),
      Pair("\(catalog)/MaestroKit.md", "\(examples)/OverviewExample.swift"),
      Pair("\(catalog)/GettingStarted.md", "\(examples)/GettingStartedExample.swift"),
      Pair("\(catalog)/OwnMetrics.md", "\(examples)/OwnMetricsExample.swift"),
      Pair("\(catalog)/OwnDatasets.md", "\(examples)/OwnDatasetsExample.swift"),
    ]
    + ["MaestroKit/Train", "MaestroKit/Evaluate", "MaestroKit/Predict", "MaestroKit/Export", "Scoring/Metric", "Datasets/SampleSource"].map
  {
    Pair("Sources/\($0).swift", "\(examples)/DocstringExamples.swift")
  }

  private static func text(_ path: String) throws -> String {
    try String(contentsOfFile: root.pushing(FilePath(path)).string, encoding: .utf8)
  }

  /// The blocks of Swift in an article or in the comments of a source file, without their imports.
  private static func blocks(in text: String, isSource: Bool) -> [[String]] {
    var blocks: [[String]] = []
    var block: [String]?
    for line in text.components(separatedBy: "\n") {
      var line = line
      if isSource {
        guard let comment = line.range(of: "///") else { continue }
        line = String(line[comment.upperBound...].drop { $0 == " " }.isEmpty ? "" : line[comment.upperBound...].dropFirst())
      }
      switch (line, block) {
      case ("```swift", nil): block = []
      case ("```", nil) where isSource: block = []
      case ("```", let ended?):
        blocks.append(dedented(ended.filter { !$0.hasPrefix("import ") }))
        block = nil
      case (_, .some): block?.append(line)
      default: break
      }
    }
    return blocks
  }

  /// Without blank lines at its ends and what all lines begin with.
  private static func dedented(_ lines: [String]) -> [String] {
    let trimmed = Array(lines.drop { $0.isEmpty }.reversed().drop { $0.isEmpty }.reversed())
    let indent = trimmed.filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
    return trimmed.map { String($0.dropFirst(indent)) }
  }

  @Test(arguments: pairs) func everyBlockOfCodeIsCompiled(_ pair: Pair) throws {
    let blocks = Self.blocks(in: try Self.text(pair.text), isSource: pair.text.hasSuffix(".swift"))
    #expect(!blocks.isEmpty, "there is no Swift in \(pair.text)")
    let sources = try pair.code.map { try Self.text($0).components(separatedBy: "\n") }
    for block in blocks {
      let isCompiled = sources.contains { source in
        source.indices.dropLast(block.count - 1).contains { start in Self.dedented(Array(source[start..<start + block.count])) == block }
      }
      #expect(isCompiled, "this is in none of \(pair.code):\n\(block.joined(separator: "\n"))")
    }
  }

  @Test func everyArticleIsHeld() throws {
    let folder = Self.root.pushing(FilePath(Self.catalog))
    let articles = try FileManager.default.contentsOfDirectory(atPath: folder.string).filter { $0.hasSuffix(".md") }
    #expect(Set(articles.map { "\(Self.catalog)/\($0)" }).isSubset(of: Self.pairs.map(\.text)))
    #expect(articles.count >= 4)
  }

  /// The formatter sees to all other declarations.
  @Test func everyCaseOfAPublicEnumHasADocstring() throws {
    var count = 0
    for module in ["MaestroKit", "FineTuning", "Datasets", "Florence", "Tasks", "Scoring", "Essentials"] {
      let folder = Self.root.pushing(FilePath("Sources/\(module)"))
      let files =
        FileManager.default.enumerator(atPath: folder.string)?.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") } ?? []
      #expect(!files.isEmpty)
      for file in files {
        let lines = try Self.text("Sources/\(module)/\(file)").components(separatedBy: "\n")
        for (index, line) in lines.enumerated() where line.contains(#/^ *(indirect )?case [a-z]\w*(\(.*\)|,.*| = .*)?$/#) {
          let indent = line.prefix { $0 == " " }.count
          let owner = lines[..<index].last { !$0.isEmpty && $0.prefix { $0 == " " }.count < indent }
          guard let owner, owner.contains(#/public (indirect )?enum /#) else { continue }
          count += 1
          #expect(lines[index - 1].contains("///"), "\(module)/\(file):\(index + 1): \(line)")
        }
      }
    }
    #expect(count > 50)
  }
}
