import Essentials
import Foundation
import SystemPackage
import Tasks
import Testing

/// All that is made of the table of tasks follows from its rows: a new task is one.
@Suite struct TaskTests {
  private static let box = "<loc_1><loc_2><loc_30><loc_40>"

  @Test func `there are fifteen tasks and the trainer's`() {
    #expect(Set(Task.all.map(\.tag)).count == Task.all.count)
    #expect(Task.all.count { $0.sentence != nil } == 15)
    #expect(Task.all.filter { $0.sentence == nil }.map(\.tag) == ["<VQA>"])
    #expect(Set(Task.all.map(\.input)) == Set(Task.Input.allCases))
  }

  @Test(arguments: Task.all) func `a tag and its sentence are well formed`(_ task: Task) {
    #expect(task.tag.wholeMatch(of: #/<[A-Z]+(_[A-Z]+)*>/#) != nil)
    #expect(!task.summary.isEmpty)
    if let sentence = task.sentence { #expect(sentence.contains("{input}") == (task.input != .none)) }
  }

  @Test(arguments: Task.all) func `a prefix is known by its tag`(_ task: Task) {
    let prefix = Self.prefix(of: task)
    #expect(Task(ofPrefix: prefix) == task && Task(tag: task.tag) == task)
    #expect(UnknownTag(inPrefix: prefix) == nil)
    let misspelt = task.tag.replacing(">", with: "S>")
    #expect(UnknownTag(inPrefix: misspelt)?.nearest == task.tag)
    #expect(Task(ofPrefix: misspelt) == nil)
  }

  @Test(arguments: Task.all) func `a prompt is the sentence with the input in it`(_ task: Task) throws {
    let prefix = Self.prefix(of: task)
    let prompt = try Task.prompt(forPrefix: prefix)
    #expect(prompt == task.sentence?.replacing("{input}", with: Self.input(of: task)) ?? prefix)
    if task.input == .none {
      #expect(throws: Faults.self) { try Task.prompt(forPrefix: task.tag + " x") }
    } else {
      #expect(try Task.prompt(forPrefix: task.tag + " x ").contains("x"))
    }
  }

  /// Every form is parsed, checked and written by what the row says of it.
  @Test(arguments: Task.all) func `an answer has the form of its task`(_ task: Task) {
    let answer = AnswerParser.parse("a car\(Self.box)\(Self.box)", tag: task.tag, width: 100, height: 100)
    let fields = answer.fields.map(\.name)
    switch task.answer {
    case .text: #expect(fields.isEmpty)
    case .regions(let labels):
      #expect(fields == ["bboxes", "labels"])
      guard case .regions(let regions) = answer else { Issue.record("\(answer)"); return }
      #expect(regions.map(\.label) == Array(repeating: labels == .none ? "" : "a car", count: 2))
      let named = AnswerParser.parse("it\(Self.box)", tag: task.tag, width: 100, height: 100)
      #expect(named.locatesNothing == (labels == .phrases))
    case .textLines: #expect(fields == ["quad_boxes", "labels"])
    case .masks: #expect(fields == ["polygons", "labels"])
    case .regionsOrMasks: #expect(fields == ["bboxes", "bboxes_labels", "polygons", "polygons_labels"])
    }
    #expect(!answer.locatesNothing)
    #expect(AnswerParser.faults(inSuffix: "a car\(Self.box)\(Self.box)", tag: task.tag).isEmpty)
    let hasBoxes = AnswerParser.regionPlaces(inBytes: Array("a car\(Self.box)".utf8), tag: task.tag).count == 1
    #expect(task.answer.hasBoxes == hasBoxes)
    #expect(!hasBoxes || task.answer.placesLabels)
  }

  /// The table of tasks in the README has each of them.
  @Test func `the README names every task`() throws {
    let root = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
    let readme = try String(contentsOfFile: root.appending("README.md").string, encoding: .utf8)
    for task in Task.all { #expect(readme.contains("`\(task.tag)"), "\(task.tag)") }
  }

  private static func input(of task: Task) -> String {
    switch task.input {
    case .none: ""
    case .text: "a green car"
    case .region: box
    }
  }

  private static func prefix(of task: Task) -> String { task.tag + input(of: task) }
}
