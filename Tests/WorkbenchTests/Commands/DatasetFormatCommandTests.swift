import Datasets
import Essentials
import Files
import Foundation
import Images
import Script
import SystemPackage
import TestSupport
import Testing
import Workbench

/// `dataset load`, `check` and `convert` of folders in other formats.
@Suite struct DatasetFormatCommandTests {
  private struct Outcome {
    var values: [Value] = []
    var texts: [String] = []
    var error: ScriptError?

    subscript(command: Int, field: String) -> Value? {
      guard values.indices.contains(command), case .record(let record) = values[command] else { return nil }
      return record[field]
    }
  }

  private func run(_ recipe: String, _ session: Session = Session()) -> Outcome {
    var outcome = Outcome()
    let interpreter = Interpreter(commands: .workbench, session: session) { event in
      if case .finished(let result) = event, let output = result.output {
        outcome.values.append(output.value)
        outcome.texts.append(output.text)
      }
    }
    do throws(ScriptError) { _ = try interpreter.run(SourceText(recipe, name: "test")) } catch { outcome.error = error }
    return outcome
  }

  /// Ten pictures of Pascal VOC in one folder.
  private func cells() throws -> TestFolder {
    let folder = try TestFolder()
    for index in 0..<10 {
      let image = Image(width: 20, height: 10, pixels: [UInt8](repeating: UInt8(index * 20), count: 600))
      try image.write(to: folder.appending("\(index).png"))
      let box = "<bndbox><xmin>3</xmin><ymin>2</ymin><xmax>10</xmax><ymax>9</ymax></bndbox>"
      let text = "<annotation>\n<object><name>white cell</name>\(box)</object>\n</annotation>"
      try AtomicFile.write(Array(text.utf8), to: folder.appending("\(index).xml"))
    }
    return folder
  }

  @Test(arguments: ["split=70/20/10", "split=[7, 2, 1] seed=42 format=voc", "split=[0.7, 0.2, 0.1]"])
  func aFolderIsSharedAndConverted(_ shares: String) throws {
    let folder = try cells()
    let session = Session()
    let outcome = run(
      """
      dataset load '\(folder.path)' \(shares)
      dataset convert '\(folder.path)' to='\(folder.path)/lines' \(shares)
      dataset load '\(folder.path)/lines'
      dataset check
      """, session)
    #expect(outcome.error == nil)
    for command in 0..<3 {
      #expect(["train", "valid", "test"].map { outcome[command, $0] } == [.integer(7), .integer(2), .integer(1)], "\(command)")
    }
    #expect(outcome[0, "tasks"] == ["<OD>"])
    #expect(outcome[3, "faults"] == [])
    #expect(outcome.texts[3] == "\(folder.path)/lines: no faults")
    #expect(session.dataset?.train.samples.first?.suffix == "white cell<loc_100><loc_100><loc_500><loc_900>")
    #expect(session.configuration.datasetSplit == nil)
  }

  @Test func theSettingsSayHowItWasRead() throws {
    let folder = try cells()
    let session = Session()
    #expect(run("dataset load '\(folder.path)' split=50/50 seed=9 policy=skip", session).error == nil)
    let train = session.dataset?.train.samples
    #expect(train?.count == 5)
    #expect(session.configuration.datasetSplit == SplitShares([50, 50]) && session.configuration.datasetSeed == 9)
    // Read again by its settings alone, as a training that is resumed does.
    let other = Session()
    #expect(run("set dataset='\(folder.path)' dataset_split=50/50 dataset_seed=9\ndataset stats", other).error == nil)
    #expect(other.dataset?.train.samples == train)
    #expect(run("set dataset_seed=10\ndataset stats", other).error == nil)
    #expect(other.dataset?.train.samples != train)
  }

  @Test func samplesAtFaultAreToldAndLeftOut() throws {
    let folder = try cells()
    try AtomicFile.write(Array("<annotation>".utf8), to: folder.appending("4.xml"))
    let strict = run("dataset load '\(folder.path)'")
    #expect(strict.error?.diagnostics.count == 1)
    #expect(strict.error?.diagnostics.first?.file == folder.appending("4.xml").string)
    let skipped = run("set dataset_policy=skip\ndataset load '\(folder.path)'")
    #expect(skipped.error == nil)
    #expect(skipped.texts.last?.contains("samples at fault are left out, 1 fault:\n\(folder.path)/4.xml:1: no XML") == true)
    let check = run("dataset check '\(folder.path)' format=voc")
    guard case .list(let faults)? = check[0, "faults"], case .record(let fault)? = faults.elements.first else {
      Issue.record("no faults")
      return
    }
    #expect(fault["severity"] == "error" && fault["line"] == 1 && fault["file"] == .text(folder.appending("4.xml").string))
    #expect(check.texts[0].hasSuffix("\(folder.path): 1 error, 0 warnings"))
  }

  @Test func aPolicyOfTwo() throws {
    let folder = try cells()
    let session = Session()
    #expect(run("dataset load '\(folder.path)' policy=[clip, skip]", session).error == nil)
    #expect(session.configuration.datasetPolicy == [.skip, .clip])
    #expect(run("dataset load '\(folder.path)' policy=strict", session).error == nil)
    #expect(session.configuration.datasetPolicy == .strict)
    #expect(run("dataset load '\(folder.path)' policy=[strict, skip]", session).error != nil)
  }

  @Test func answersThatDoNotFollowTheirTaskAreFound() throws {
    let folder = try TestFolder.withLines([
      ("<OD>", "cat<loc_1><loc_2><loc_3>"), ("<OD>", "cat<loc_9><loc_2><loc_3><loc_4>"), ("<OD>", "cat<loc_1><loc_2><loc_3><loc_1000>"),
      ("<OD> all", "cat<loc_1><loc_2><loc_3><loc_4>"), ("<OCR>", "fine"),
    ])
    let outcome = run("dataset check '\(folder.path)'")
    let errors = outcome.texts[0].split(separator: "\n").filter { $0.contains("annotations.jsonl:") && !$0.contains("warning:") }
    #expect(errors.count == 4, "\(outcome.texts)")
    #expect(errors[1].hasSuffix("cat has a box turned inside out: <loc_9><loc_2><loc_3><loc_4>"))
    // The same keep it from being trained on.
    #expect(run("model load tiny\ndataset load '\(folder.path)'\nstep").error?.diagnostics.count == 4)
    let skipping = Session()
    #expect(run("model load tiny\nset image_size=64 batch_size=1\ndataset load '\(folder.path)' policy=skip\nstep", skipping).error == nil)
    #expect(skipping.dataset?.train.samples.map(\.line) == [5])
  }

  @Test func tagsOfNoTaskAreTold() throws {
    let folder = try TestFolder.withLines([
      ("<CAPTON>", "a"), ("<CAPTION>", "b"), ("<CAPTON>", "c"), ("<od>", "d"), ("<loc_7> what?", "e"), ("<OWN_TASK>", "f"),
    ])
    let outcome = run("dataset check '\(folder.path)'\nmodel load tiny\ndataset check '\(folder.path)'")
    for command in [0, 2] {
      let lines = outcome.texts[command].split(separator: "\n")
      let warnings = lines.indices.filter { lines[$0].contains("none of Florence-2's tasks") }.map { lines[$0] + "\n" + lines[$0 + 1] }
      let file = "\(folder.path)/train/annotations.jsonl"
      let words = "is none of Florence-2's tasks and is read as free text"
      #expect(
        warnings == [
          "\(file):1: warning: <CAPTON> \(words) (2 samples)\n  hint: did you mean <CAPTION>?",
          "\(file):4: warning: <od> \(words)\n  hint: did you mean <OD>?",
          "\(file):6: warning: <OWN_TASK> \(words)\n  hint: leave it as it is if the task is your own",
        ], "\(outcome.texts)")
      #expect(lines.last?.contains(": 0 errors, ") == true)
    }
  }

  @Test(arguments: [
    ("split=80", "takes the shares"), ("split=[0, 1]", "takes the shares"), ("split=[1, x]", "takes the shares"),
    ("split=80/10/10 seed=1", "the dataset has splits already: train"),
  ])
  func sharesThatWillNotDo(_ shares: String, _ message: String) throws {
    let folder = try TestFolder.withLines([("<OCR>", "fine")])
    let error = run("dataset load '\(folder.path)' \(shares)").error
    #expect(error?.diagnostics.first?.message.contains(message) == true, "\(error.map { "\($0)" } ?? "none")")
    #expect(error?.diagnostics.first?.line == 1)
  }

  @Test(arguments: ["format=cocoa", "policy=lenient", "policy=[skip, lenient]", "seed=-1"]) func whatIsNoOptionRunsNothing(_ option: String)
  {
    #expect(run("dataset load ./x \(option)").error?.cause == .notBound)
  }
}

extension TestFolder {
  /// A dataset with a picture for each of some questions and answers.
  fileprivate static func withLines(_ lines: [(prefix: String, suffix: String)]) throws -> TestFolder {
    let folder = try TestFolder()
    try FileManager.default.createDirectory(atPath: folder.appending("train").string, withIntermediateDirectories: true)
    var text = ""
    for (index, line) in lines.enumerated() {
      let image = Image(width: 20, height: 10, pixels: [UInt8](repeating: UInt8(index * 20), count: 600))
      try image.write(to: folder.appending("train/\(index).png"))
      text += "{\"image\": \"\(index).png\", \"prefix\": \"\(line.prefix)\", \"suffix\": \"\(line.suffix)\"}\n"
    }
    try AtomicFile.write(Array(text.utf8), to: folder.appending("train/annotations.jsonl"))
    return folder
  }
}
