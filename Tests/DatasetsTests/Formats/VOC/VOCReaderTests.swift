import Datasets
import Essentials
import Foundation
import SystemPackage
import Testing

/// Folders with annotations in the format Pascal VOC.
@Suite struct VOCReaderTests {
  @Test func vocInTheOfficialLayout() throws {
    let folder = try DatasetFolder()
    for (index, name) in ["a", "b", "c"].enumerated() {
      try folder.picture("JPEGImages/\(name).png", shade: UInt8(index))
      try folder.text("Annotations/\(name).xml", DatasetFolder.voc("\(name).jpg"))
    }
    #expect(try Dataset(folder.path).isShared)
    try folder.text("ImageSets/Main/train.txt", "a\nc\n")
    try folder.text("ImageSets/Main/val.txt", "b -1\n")
    try folder.text("ImageSets/Main/cat_train.txt", "nothing 1\n")
    let dataset = try Dataset(folder.path)
    #expect(dataset.train.samples.map(\.image.file) == ["a", "c"].map { folder.path.appending("JPEGImages/\($0).png") })
    #expect(dataset.valid?.samples.map(\.suffix) == ["cat & dog<loc_100><loc_200><loc_300><loc_600>"])
  }

  @Test func xmlOfOtherEncodingsAndWithAllThatMayStandInIt() throws {
    let folder = try DatasetFolder()
    let box = "<bndbox a = 'b' c=\">\"><xmin>1</xmin><ymin>1</ymin><xmax>50</xmax><ymax>25</ymax></bndbox >"
    let text = """
      <!DOCTYPE annotation [<!ELEMENT a (b)> <!-- > --> <!ENTITY x "]>">]><!-- <annotation> -->\r
      <annotation verified="yes"><segmented/><?a b?><object><name>caf\u{E9} &#x26;<![CDATA[<&>]]> &#233;</name>\(box)</object></annotation>\r

      """
    let label = "caf\u{E9} &<&> \u{E9}"
    let head = { (name: String) in "<?xml version='1.0' encoding='\(name)'?>" }
    let files: [(String, [UInt8])] = [
      ("latin", Array(head("ISO-8859-1").utf8) + text.unicodeScalars.map { UInt8($0.value) }), ("marked", [0xEF, 0xBB, 0xBF] + text.utf8),
      ("plain", Array((head("UTF-8") + text).utf8)), ("wide", Array((head("UTF-16") + text).data(using: .utf16) ?? Data())),
    ]
    for (index, (name, bytes)) in files.enumerated() {
      try folder.picture("\(name).png", shade: UInt8(index))
      try folder.bytes("\(name).xml", bytes)
    }
    // `<` would begin a location; the label is read all the same.
    let faults = folder.faults()
    #expect(faults.count == 4 && faults.allSatisfy { $0.contains(": \(label) has a label with `<`") }, "\(faults)")
  }

  @Test func vocInTheFoldersOfSplits() throws {
    let folder = try DatasetFolder()
    for (index, split) in ["train", "valid"].enumerated() {
      try folder.picture("\(split)/a.png", shade: UInt8(index))
      try folder.text("\(split)/a.xml", DatasetFolder.voc("a.png", size: "<size><width>0</width><height>0</height></size>"))
      try folder.picture("\(split)/bare.png", shade: UInt8(index + 5))
    }
    let dataset = try Dataset(folder.path)
    #expect(dataset.splits.map(\.samples.count) == [1, 1])
    #expect(try folder.check().contains("warning: D/train: bare.png has no XML file and is left out"))
  }

  @Test func listsNameWhatIsMissing() throws {
    let folder = try DatasetFolder()
    try folder.picture("JPEGImages/cat_1.png")
    try folder.text("Annotations/cat_1.xml", "<annotation></annotation>")
    try folder.text("ImageSets/Main/train.txt", "cat_1\ncat_2\n")
    #expect(folder.faults() == ["D/ImageSets/Main/train.txt:2: there is no cat_2.xml in Annotations\n  hint: did you mean cat_1?"])
    let dataset = try Dataset(folder.path, options: DatasetOptions(policy: .skip))
    #expect(dataset.answers == ["cat_1.png": ""])
    #expect(dataset.omissions.count == 1)
  }
}
