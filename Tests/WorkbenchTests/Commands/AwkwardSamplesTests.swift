import Files
import Foundation
import Images
import Script
import SystemPackage
import TestSupport
import Testing
import Workbench

/// What commands say of samples that are unusual and of ones that no model may be asked.
@Suite struct AwkwardSamplesTests {
  private func outputs(of recipe: String) throws -> [Output] {
    var outputs: [Output] = []
    let interpreter = Interpreter(commands: .workbench, session: Session()) { event in
      if case .finished(let result) = event, let output = result.output { outputs.append(output) }
    }
    _ = try interpreter.run(SourceText(recipe, name: "test"))
    return outputs
  }

  private func dataset(_ lines: [String]) throws -> TestFolder {
    let folder = try TestFolder()
    try FileManager.default.createDirectory(atPath: folder.appending("train").string, withIntermediateDirectories: true)
    try Image(width: 640, height: 480, pixels: [UInt8](repeating: 90, count: 640 * 480 * 3)).write(to: folder.appending("train/a.png"))
    try AtomicFile.write(Array(lines.map { $0 + "\n" }.joined().utf8), to: folder.appending("train/annotations.jsonl"))
    return folder
  }

  @Test func statisticsCountWhatCanBeCounted() throws {
    let folder = try dataset([
      #"{"image": "a.png", "prefix": "<OD>", "suffix": "car<loc_1><loc_2><loc_3><loc_4>"}"#,
      #"{"image": "a.png", "prefix": "<OD> cars", "suffix": "car<loc_1><loc_2><loc_3><loc_4>"}"#,
      #"{"image": "a.png", "prefix": "what is it?", "suffix": "a car"}"#,
    ])
    let outputs = try outputs(of: "model load tiny\ndataset load '\(folder.path)'\ndataset stats")
    #expect(outputs[1].text.hasSuffix("train 3; <OD>, prompts without a tag"))
    let lines = outputs[2].text.split(separator: "\n")
    #expect(lines.prefix(2) == ["train: 3 samples, 1 picture", "tasks: <OD> 2, without a tag 1"])
    #expect(lines.last == "1 prompt not counted, as the task does not take it: `dataset check`")
    guard case .record(let value) = outputs[2].value, case .record(let tokens)? = value["tokens"] else {
      Issue.record("no tokens are counted")
      return
    }
    #expect(tokens["prompt"] != nil && tokens["answer"] != nil)
  }

  @Test func statisticsFetchNoModelThatWasNotAskedFor() throws {
    let folder = try dataset([#"{"image": "a.png", "prefix": "<CAPTION>", "suffix": "a car"}"#])
    let text = try #require(outputs(of: "dataset load '\(folder.path)'\ndataset stats").last).text
    #expect(text.hasSuffix("tokens: `model load` one to count them"))
    // One that was is opened, and a fault of it is told.
    #expect(throws: ScriptError.self) {
      try outputs(of: "set model_id=/nowhere\ndataset load '\(folder.path)'\ndataset stats")
    }
  }

  @Test func noDrawingTakesThePlaceOfThePictureThatIsAskedAbout() throws {
    let folder = try dataset([#"{"image": "a.png", "prefix": "<OD>", "suffix": "car<loc_1><loc_2><loc_3><loc_4>"}"#])
    let before = try folder.bytes("train/a.png")
    for asked in ["'\(folder.path)/train/a.png'", "split=train index=0"] {
      let recipe = "model load tiny\ndataset load '\(folder.path)'\npredict \(asked) to='\(folder.path)/train/../train/a.png'"
      let error = #expect(throws: ScriptError.self) { try outputs(of: recipe) }
      #expect(error.map { "\($0)".contains("would take the place of the picture") } == true)
    }
    #expect(try folder.bytes("train/a.png") == before)
  }

  @Test func theWantedAnswerIsReadAsTheModelsIs() throws {
    let folder = try dataset([
      #"{"image": "a.png", "prefix": "<OD>", "suffix": "car<loc_52><loc_332><loc_932><loc_774>"}"#,
      #"{"image": "a.png", "prefix": "<CAPTION>", "suffix": "a car"}"#, #"{"image": "a.png", "prefix": "<OD>", "suffix": "no box"}"#,
    ])
    let recipe = "model load tiny\nset max_new_tokens=4\ndataset load '\(folder.path)'\n"
    let texts = try outputs(of: recipe + (0..<3).map { "predict split=train index=\($0)\n" }.joined()).suffix(3).map(\.text)
    let wanted = texts.map { text in text.range(of: "wanted: ").map { String(text[$0.lowerBound...]) } }
    #expect(
      wanted == [
        "wanted: 1 box\nlabel  left    top  right  bottom\ncar    33.6  159.6  596.8   371.8", "wanted: a car", "wanted: no box",
      ])
  }
}
