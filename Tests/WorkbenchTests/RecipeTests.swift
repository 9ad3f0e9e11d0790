import Foundation
import Script
import SystemPackage
import TestSupport
import Testing
import Workbench

/// The recipes that come with the program do what they say.
@Suite struct RecipeTests {
  private static let folder = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent().appending(
    "Recipes")

  private static var recipes: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? []).filter { $0.hasSuffix(".maestro") }.sorted()
  }

  private func source(_ name: String) throws -> SourceText {
    let path = Self.folder.appending(name)
    return try SourceText(bytes: [UInt8](Data(contentsOf: URL(fileURLWithPath: path.string))), name: path.string)
  }

  @Test func allBind() throws {
    #expect(Self.recipes.contains("quickstart.maestro"))
    for recipe in Self.recipes { try Interpreter(commands: .workbench, session: Session()).check(source(recipe)) }
  }

  /// Draws, measures, trains, measures again and shows, in small; a second time on the dataset that is there.
  @Test func quickstartRuns() throws {
    let place = NSTemporaryDirectory() + "quickstart-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: place) }
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    let overrides = try ["epochs=2", "pictures=[10, 3, 4]", "place='\(place)'"].map { try Override($0) }
    for run in 1...2 {
      var results: [StatementResult] = []
      let interpreter = Interpreter(commands: .workbench, session: Session()) { event in
        if case .finished(let result) = event { results.append(result) }
      }
      _ = try interpreter.run(source("quickstart.maestro"), overrides: overrides)
      #expect(results.allSatisfy { $0.errors.isEmpty })
      for file in [
        "samples.png", "curves.png", "before-and-after.png", "\(run)/checkpoints/best/adapter_model.safetensors", "metrics/evaluation.json",
      ] {
        #expect(FileManager.default.fileExists(atPath: place + "/" + file), "\(file), run \(run)")
      }
    }
  }

  /// Both parts of the training from nothing, in small, and the second once more from where it was saved.
  @Test func trainNanoRuns() throws {
    let place = NSTemporaryDirectory() + "nano-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: place) }
    let small = ["pictures=[16, 12]", "judging=4", "held_out=4", "detection_epochs=1", "epochs=1", "place='\(place)'"]
    for goingOn in [[], ["second='\(place)/all/1'", "epochs=2"]] {
      var printed: [String] = []
      let interpreter = Interpreter(commands: .workbench, session: Session()) { event in
        if case .finished(let result) = event, result.kind == .command("print"), case .text(let text)? = result.output?.value {
          printed.append(text)
        }
      }
      let overrides = try (small.filter { !$0.hasPrefix("epochs") || goingOn.isEmpty } + goingOn).map { try Override($0) }
      _ = try interpreter.run(source("train-nano.maestro"), overrides: overrides)
      #expect(printed.count >= 5 && printed.contains { $0.hasPrefix("questions: ") })
      #expect(FileManager.default.fileExists(atPath: place + "/model/model.safetensors"))
    }
  }
}
