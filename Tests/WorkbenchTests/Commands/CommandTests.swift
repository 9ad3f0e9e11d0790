import Foundation
import Script
import Testing
import Workbench

/// What commands give back, and what they say when something is missing.
@Suite struct CommandTests {
  private func results(of recipe: String) throws -> [Value] {
    var values: [Value] = []
    let interpreter = Interpreter(commands: .workbench, session: Session()) { event in
      if case .finished(let result) = event, let output = result.output { values.append(output.value) }
    }
    _ = try interpreter.run(SourceText(recipe, name: "test"))
    return values
  }

  private func fault(of recipe: String) -> ScriptError? {
    do throws(ScriptError) {
      _ = try Interpreter(commands: .workbench, session: Session()).run(SourceText(recipe, name: "test"))
      return nil
    } catch {
      return error
    }
  }

  @Test func settingsAreSetAndShown() throws {
    let values = try results(of: "set lr=5e-4 metrics=[word_error_rate] weight_decay=none\nset lr=default\nconfig")
    guard case .record(let first) = values[0], case .record(let last) = values[2] else {
      Issue.record("no records")
      return
    }
    #expect(first["lr"] == 5e-4)
    #expect(first["metrics"] == ["word_error_rate"])
    #expect(last["lr"] == 1e-5)
    #expect(last["weight_decay"] == Value.none)
    #expect(last.names.first == "dataset")
  }

  @Test(arguments: [
    ("train", "no dataset is loaded"),
    ("dataset synthesize ./x style=chess task=ocr", "chess has no text to read"),
    ("dataset synthesize ./x samples=[3, 4]", "is a number of pictures, or three for train, valid and test"),
    ("dataset synthesize ./x samples=4", "4 pictures cannot be shared"),
    ("dataset synthesize ./x samples=[0, 4, 4]", "nothing to train on"),
    ("dataset synthesize ./x task=caption questions=3", "there are no questions in these tasks"),
    ("plot loss", "no figures of loss yet"), ("dataset load /nowhere", "there is no such folder"),
    ("model load /nowhere", "there is no folder /nowhere"), ("help trian", "there is no topic `trian`"),
  ])
  func whatIsMissingIsSaid(_ recipe: String, _ message: String) {
    let error = fault(of: recipe)
    #expect(error?.cause == .failed)
    #expect(error?.diagnostics.first?.message.contains(message) == true, "\(error.map { "\($0)" } ?? "no fault")")
    #expect(error?.diagnostics.first?.line == 1 || error?.diagnostics.first?.file != "test")
  }

  @Test(arguments: [
    "set lrr=1", "set batch_size=0", "trian", "dataset synthesize", "dataset synthesize ./x style=ches",
    "dataset synthesize ./x size=31", "evaluate metrics=[accuracy]", "set metrics=[bleu, accuracy]",
  ])
  func whatCannotBeRunsNothing(_ recipe: String) {
    #expect(fault(of: "print hello\n" + recipe)?.cause == .notBound)
  }

  /// The models that need no files are offered wherever one is named.
  @Test(arguments: ["model load ", "set model_id="]) func modelsAreOffered(_ typed: String) {
    let offered = Interpreter(commands: .workbench, session: Session()).complete(typed).candidates.map(\.text)
    #expect(offered.contains("nano"))
    #expect(offered.contains("tiny"))
  }

  @Test(arguments: ["set metrics=wo", "set metrics=[wo", "set metrics=[bleu, wo", "evaluate metrics=[wo"])
  func metricsAreOffered(_ typed: String) {
    let offered = Interpreter(commands: .workbench, session: Session()).complete(typed).candidates.map(\.text)
    #expect(offered == ["word_error_rate"])
  }

  @Test(arguments: ["predict photo.png task=<O", "evaluate task=<O", "confusion task='<O"]) func tasksAreOffered(_ typed: String) {
    let offered = Interpreter(commands: .workbench, session: Session()).complete(typed).candidates.map(\.text)
    #expect(offered == ["<OCR>", "<OCR_WITH_REGION>", "<OD>", "<OPEN_VOCABULARY_DETECTION>"])
  }

  @Test func tokensAreShown() throws {
    guard case .record(let value)? = try results(of: "set model_id=tiny\ntokenize 'a<loc_7>'").last else {
      Issue.record("no record")
      return
    }
    #expect(value["tokens"] == ["<s>", "a", "<loc_7>", "</s>"])
  }
}
