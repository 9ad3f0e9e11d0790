import Essentials
import Files
import Foundation
import Script
import TestSupport
import Testing
import Workbench

/// Mistakes that people make, and what each is answered with: the column, the words that matter, and the advice.
///
/// In `mistakes.txt` a line is a recipe and, behind `###`, what must come of it.
@Suite struct MistakeTests {
  struct Mistake: CustomTestStringConvertible, Sendable {
    let recipe: String
    let column: Int
    let message: String
    let hint: String?

    var testDescription: String { recipe }
  }

  private static let all: [Mistake] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("mistakes.txt")
    let lines = (try? String(contentsOf: file, encoding: .utf8).split(separator: "\n")) ?? []
    return lines.compactMap { line in
      guard let match = try? /(.*) ### ([0-9]+) "([^"]*)"(?: \? "(.*)")?/.wholeMatch(in: line), let column = Int(match.output.2) else {
        preconditionFailure("this is no mistake with its answer: \(line)")
      }
      return Mistake(
        recipe: String(match.output.1), column: column, message: String(match.output.3), hint: match.output.4.map(String.init))
    }
  }()

  @Test func thereAreMany() { #expect(Self.all.count > 60) }

  @Test(arguments: all) func everyMistakeIsAnswered(_ mistake: Mistake) throws {
    let folder = try TestFolder()
    try AtomicFile.write(Array("no picture".utf8), to: folder.appending("notes.png"))
    func placed(_ text: String) -> String { text.replacing("FOLDER", with: folder.path.string) }
    let recipe = placed(mistake.recipe)
    do throws(ScriptError) {
      // What comes before shows that the line is counted, and stands in the way of what asks for the first.
      _ = try Interpreter(commands: .workbench, session: Session()).run(SourceText("# a recipe\n" + recipe, name: "r.maestro"))
      Issue.record("nothing is wrong with it")
    } catch {
      #expect(error.diagnostics.count == 1, "\(error)")
      let diagnostic = try #require(error.diagnostics.first)
      #expect(diagnostic.file == "r.maestro" && diagnostic.line == 2 && diagnostic.sourceLine == recipe, "\(error)")
      #expect(diagnostic.column == mistake.column, "\(error)")
      #expect(diagnostic.message.contains(placed(mistake.message)), "\(error)")
      if let hint = mistake.hint {
        #expect(diagnostic.hint?.contains(hint) == true, "\(error)")
      } else {
        #expect(diagnostic.hint == nil, "\(error)")
      }
    }
  }
}
