import Datasets
import Essentials
import Foundation
import Images
import SystemPackage
import Testing

/// What a person should know of a dataset that can be trained on.
@Suite struct DatasetReviewTests {
  @Test func labelsThatLookAlike() throws {
    let folder = try DatasetFolder()
    for index in 0..<3 { try folder.picture("train/\(index).png", shade: UInt8(index)) }
    try folder.annotations(
      "train",
      [
        DatasetFolder.line(
          "0.png", suffix: "hard hat<loc_1><loc_2><loc_3><loc_4><loc_5><loc_6><loc_7><loc_8>10 of clubs<loc_1><loc_2><loc_3><loc_4>"),
        DatasetFolder.line("1.png", suffix: "Hard-Hat<loc_1><loc_2><loc_3><loc_4>hard_hat<loc_1><loc_2><loc_3><loc_4>"),
        DatasetFolder.line("2.png", suffix: "9 of clubs<loc_1><loc_2><loc_3><loc_4>hard_hat<loc_1><loc_2><loc_3><loc_4>"),
      ])
    #expect(
      try folder.check() == [
        "warning: D/train/annotations.jsonl:2: the label \"hard_hat\" (2 boxes) looks like \"hard hat\" (2 boxes)\n"
          + "  hint: spell them alike if they mean the same",
        "warning: D/train/annotations.jsonl:2: the label \"Hard-Hat\" (1 box) looks like \"hard hat\" (2 boxes)\n"
          + "  hint: spell them alike if they mean the same",
      ])
    #expect(try Dataset(folder.path).train.samples.count == 3)
  }

  /// To Swift two forms of an accent are equal; the model and the file system see other bytes.
  @Test func accentsInTwoForms() throws {
    let folder = try DatasetFolder()
    let (composed, decomposed) = ("\u{1EA3}nh", "a\u{309}nh")
    try folder.picture("train/\(decomposed).png")
    try folder.annotations(
      "train",
      [composed, decomposed].map { DatasetFolder.line("\($0).png", suffix: "c\u{E0}<loc_1><loc_2><loc_3><loc_4>") })
    let file = "D/train/annotations.jsonl"
    #expect(
      try folder.check() == [
        "\(file):1:11: image \(composed).png: there is no such image\n  hint: there is a file of that name with its accents in another "
          + "Unicode form (NFC, NFD): write the name as the file has it"
      ])
    let box = "<loc_1><loc_2><loc_3><loc_4>"
    try folder.annotations(
      "train", [DatasetFolder.line("\(decomposed).png", suffix: "c\u{E0}\(box)ca\u{300}\(box)c\u{E0}<loc_1><loc_2><loc_3><loc_5>")])
    #expect(
      try folder.check() == [
        "warning: \(file):1: the label \"ca\u{300}\" (1 box) looks like \"c\u{E0}\" (2 boxes), with its accents in another Unicode form "
          + "(NFC, NFD)\n  hint: spell them alike if they mean the same"
      ])
  }

  @Test func picturesThatAreThereTwice() throws {
    let folder = try DatasetFolder()
    for (name, shade) in [("train/a.png", 1), ("train/copy.png", 1), ("train/b.png", 2), ("valid/c.png", 2), ("valid/d.png", 3)] {
      try folder.picture(name, shade: UInt8(shade))
    }
    try folder.annotations(
      "train",
      [
        DatasetFolder.line("a.png"), DatasetFolder.line("copy.png"), DatasetFolder.line("b.png"), DatasetFolder.line("a.png"),
        DatasetFolder.line("a.png", prefix: "<OCR>", suffix: "x"), DatasetFolder.line("./a.png", suffix: ""),
      ])
    try folder.annotations("valid", [DatasetFolder.line("c.png"), DatasetFolder.line("d.png"), DatasetFolder.line("../train/a.png")])
    let file = "D/train/annotations.jsonl"
    let leak = "  hint: what is trained on says nothing of how well the rest is answered: keep it in one split"
    #expect(
      try folder.check() == [
        "warning: \(file):4: a.png is asked <OD> in line 1 already, with the same answer\n  hint: keep one of the two",
        "warning: \(file):6: a.png is asked <OD> in line 1 already, with another answer\n  hint: keep one of the two",
        "warning: D/valid/annotations.jsonl:3: a.png is the same picture as a.png in train\n" + leak,
        "warning: \(file):2: copy.png is the same picture as a.png, line 1\n  hint: keep one of the two",
        "warning: D/valid/annotations.jsonl:1: c.png is the same picture as b.png in train\n" + leak,
      ])
  }

  @Test func boxesSmallerThanALocation() throws {
    let folder = try DatasetFolder()
    try folder.picture("train/a.png")
    try folder.annotations(
      "train",
      [
        DatasetFolder.line("a.png", suffix: "cat<loc_5><loc_2><loc_5><loc_4>"),
        DatasetFolder.line("a.png", prefix: "<OCR_WITH_REGION>", suffix: "x" + String(repeating: "<loc_1>", count: 8)),
        // A tag that stands for a sentence may stand behind its input.
        DatasetFolder.line("a.png", prefix: "a dog<OPEN_VOCABULARY_DETECTION>", suffix: "a dog<loc_1><loc_2><loc_3><loc_2>"),
      ])
    #expect(
      try folder.check() == [
        "warning: D/train/annotations.jsonl:1: cat has no area on the grid of 1000 locations, [5, 2, 5, 4]\n"
          + "  hint: remove it if it is no object",
        "warning: D/train/annotations.jsonl:3: a dog has no area on the grid of 1000 locations, [1, 2, 3, 2]\n"
          + "  hint: remove it if it is no object",
      ])
  }

  /// A JPEG with an orientation, in either byte order, behind another segment.
  private func jpeg(_ orientation: UInt8, isLittle: Bool) throws -> [UInt8] {
    let plain = try Image(width: 8, height: 4, pixels: [UInt8](repeating: 9, count: 96)).encoded(as: .jpeg(quality: 90))
    let entry: [UInt8] =
      isLittle ? [0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0] : [1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]
    let other: [UInt8] = isLittle ? [0x0F, 1, 2, 0, 1, 0, 0, 0, 0x41, 0, 0, 0] : [1, 0x0F, 0, 2, 0, 0, 0, 1, 0x41, 0, 0, 0]
    let head: [UInt8] = isLittle ? Array("II*\0".utf8) + [8, 0, 0, 0, 2, 0] : Array("MM\0*".utf8) + [0, 0, 0, 8, 0, 2]
    let tiff = head + other + entry + [0, 0, 0, 0]
    let payload = Array("Exif\0\0".utf8) + tiff
    let comment: [UInt8] = [0xFF, 0xFE, 0, 4, 0x41, 0x42]
    return Array(plain.prefix(2)) + comment + [0xFF, 0xE1, 0, UInt8(payload.count + 2)] + payload + plain.dropFirst(2)
  }

  @Test func picturesThatEXIFTurns() throws {
    let folder = try DatasetFolder()
    try folder.bytes("train/a.jpg", jpeg(6, isLittle: true))
    try folder.bytes("train/b.jpg", jpeg(3, isLittle: false))
    try folder.bytes("train/c.jpg", jpeg(1, isLittle: false))
    try folder.bytes("train/d.jpg", jpeg(9, isLittle: true))
    try folder.annotations(
      "train",
      ["a.jpg", "b.jpg", "c.jpg", "d.jpg", "a.jpg"].enumerated().map {
        DatasetFolder.line($1, prefix: $0 == 4 ? "<OCR>" : "<OD>", suffix: $0 == 4 ? "text" : "cat<loc_1><loc_2><loc_3><loc_4>")
      })
    let hint = "\n  hint: if its boxes were drawn on what is shown, they are elsewhere: turn the pixels and remove the orientation"
    let found = try folder.check().filter { $0.contains("EXIF") }
    #expect(
      found == [
        "warning: D/train/annotations.jsonl:1: a.jpg is shown turned right (EXIF orientation 6), but read as it is stored" + hint,
        "warning: D/train/annotations.jsonl:2: b.jpg is shown upside down (EXIF orientation 3), but read as it is stored" + hint,
      ])
    // Cut anywhere, it is no orientation or the right one, and no crash.
    let bytes = try jpeg(6, isLittle: true)
    for end in 0..<min(120, bytes.count) {
      try folder.bytes("cut.jpg", Array(bytes.prefix(end)))
      let orientation = Image.orientation(of: folder.path.appending("cut.jpg"))
      #expect(orientation == nil || orientation == .turnedRight)
    }
  }
}
