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

  /// All parts of the training from nothing, in small, and the second once more from where it was saved.
  @Test func trainNanoRuns() throws {
    let place = NSTemporaryDirectory() + "nano-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: place) }
    let small = ["pictures=[16, 12, 12, 12]", "judging=4", "held_out=4", "place='\(place)'"]
    for part in [["epochs=[1, 1, 1, 1]"], ["epochs=[1, 2, 1, 1]", "part=2", "from='\(place)/runs-2/1'"]] {
      var printed: [String] = []
      let interpreter = Interpreter(commands: .workbench, session: Session()) { event in
        if case .finished(let result) = event, result.kind == .command("print"), case .text(let text)? = result.output?.value {
          printed.append(text)
        }
      }
      _ = try interpreter.run(source("train-nano.maestro"), overrides: (small + part).map { try Override($0) })
      #expect(printed.count >= 5 && printed.contains { $0.hasPrefix("questions: ") })
      #expect(FileManager.default.fileExists(atPath: place + "/model/model.safetensors"))
    }
  }

  /// The quickstarts of the other tasks, and the lesson, in small.
  @Test(arguments: ["quickstart-vqa", "quickstart-caption", "quickstart-ocr", "lesson"])
  func othersRun(_ recipe: String) throws {
    let place = NSTemporaryDirectory() + "\(recipe)-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: place) }
    let small = ["epochs=1", "pictures=[12, 3, 4]", "place='\(place)'"] + (recipe == "lesson" ? ["counts=[6, 9, 12]", "few=6"] : [])
    var results: [StatementResult] = []
    let interpreter = Interpreter(commands: .workbench, session: Session()) { event in
      if case .finished(let result) = event { results.append(result) }
    }
    _ = try interpreter.run(source("\(recipe).maestro"), overrides: small.map { try Override($0) })
    #expect(results.allSatisfy { $0.errors.isEmpty })
    for file in recipe == "lesson"
      ? ["rank.png", "learning-rate.png", "warm-up.png", "pictures.png", "adapters-or-all.png"]
      : ["samples.png", "curves.png", "before-and-after.png"]
    {
      #expect(FileManager.default.fileExists(atPath: place + "/" + file), "\(file)")
    }
  }
}
