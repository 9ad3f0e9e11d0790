import Datasets
import Testing

/// A box that is given twice.
@Suite struct RepeatedBoxesTests {
  private let hint = "\n  hint: remove one of the two; the policy skip leaves it out"

  @Test func inLabelsOfYOLO() throws {
    let folder = try DatasetFolder()
    for (index, name) in ["a", "b"].enumerated() {
      try folder.picture("images/\(name).png", shade: UInt8(index))
      try folder.text("labels/\(name).txt", "0 0.5 0.5 0.5 0.5\n1 0.5 0.5 0.5 0.5\n0 0.5 0.5 0.5 0.5\n0 0.4 0.5 0.5 0.5\n")
    }
    try folder.text("data.yaml", "names: [cat, dog]\ntrain: images\n")
    let expected = "2 boxes are given twice, the first of them a box of cat"
    #expect(try folder.check() == ["warning: D/labels/a.txt:1: \(expected)\(hint)"])
    let all = try Dataset(folder.path)
    #expect(
      all.train.samples.count == 2 && all.train.samples[0].suffix.split(separator: "cat", omittingEmptySubsequences: false).count == 4)
    #expect(all.omissionLines.count == 1)
    let once = try Dataset(folder.path, options: DatasetOptions(policy: .skip))
    #expect(
      once.answers["a.png"]
        == "cat<loc_250><loc_250><loc_750><loc_750>dog<loc_250><loc_250><loc_750><loc_750>cat<loc_150><loc_250><loc_650><loc_750>")
    #expect(once.train.samples.count == 2 && once.omissionLines[0].hasSuffix("\(expected): once is enough, the second is left out"))
  }

  @Test func inJSONLines() throws {
    let folder = try DatasetFolder()
    try folder.image("train/a.png")
    let box = "<loc_1><loc_2><loc_3><loc_4>"
    try folder.annotations(
      "train",
      [
        DatasetFolder.line("a.png", suffix: "cat\(box)\(box)dog\(box)"),
        DatasetFolder.line("a.png", prefix: "<OCR>", suffix: "cat\(box)cat\(box)"),
        DatasetFolder.line("a.png", suffix: "cat \(box)cat\(box)"),
      ])
    #expect(
      try folder.check().contains("warning: D/train/annotations.jsonl:1: 2 boxes are given twice, the first of them a box of cat\(hint)"))
    let once = try Dataset(folder.path, options: DatasetOptions(policy: .skip))
    // What is written in another way stays as it is.
    #expect(once.train.samples.map(\.suffix) == ["cat\(box)dog\(box)", "cat\(box)cat\(box)", "cat \(box)cat\(box)"])
  }
}
