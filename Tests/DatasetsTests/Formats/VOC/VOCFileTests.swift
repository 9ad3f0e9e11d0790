import Datasets
import Essentials
import Foundation
import SystemPackage
import Testing

/// Broken files of the format Pascal VOC: every fault at once, with file, line and remedy.
@Suite struct VOCFileTests {
  @Test func anObjectTellsAllItsFaults() throws {
    let folder = try DatasetFolder()
    try folder.picture("a.png")
    try folder.text(
      "a.xml",
      "<annotation><object>\n<bndbox><xmin>one</xmin><ymin>1</ymin><xmax>9</xmax></bndbox></object>\n"
        + "<object><name>cat</name></object></annotation>")
    #expect(
      folder.faults() == [
        "D/a.xml:1: object 1 has no name", "D/a.xml:2: object 1: xmin is no number: one", "D/a.xml:2: object 1 has no ymax",
        "D/a.xml:3: cat has no bndbox\n  hint: it holds xmin, ymin, xmax and ymax",
      ])
  }

  @Test func faultsOfVOC() throws {
    func object(_ inner: String) -> String { "<annotation>\n<object>\(inner)</object>\n</annotation>" }
    let folder = try DatasetFolder()
    let box = "<bndbox>\n<xmin>1</xmin><ymin>1</ymin><xmax>9</xmax><ymax>9</ymax></bndbox>"
    let files = [
      "a": object("<name>cat</name>" + box), "b": object(box), "c": object("<name>cat</name>"),
      "d": object("<name>cat</name>" + box.replacing("<xmax>9", with: "<xmax>nine")),
      "e": object("<name>cat</name>" + box.replacing("<ymin>1</ymin>", with: "")),
      "f": object("<name>cat</name>" + box.replacing("<xmax>9", with: "<xmax>0")),
      "g": object("<name>cat</name>" + box.replacing("<xmax>9", with: "<xmax>900")),
      "h": "<annotation>\n<object>\n</annotation>", "i": "", "j": "<html/>", "k": "<annotation><object>&lt;",
    ]
    for (index, (name, text)) in files.enumerated() {
      try folder.picture("\(name).png", shade: UInt8(index))
      try folder.text("\(name).xml", text)
    }
    try folder.text("l.xml", object("<name>cat</name>" + box))
    #expect(
      folder.faults() == [
        "D/b.xml:2: object 1 has no name", "D/c.xml:2: cat has no bndbox\n  hint: it holds xmin, ymin, xmax and ymax",
        "D/d.xml:3: cat: xmax is no number: nine", "D/e.xml:2: cat has no ymin",
        "D/f.xml:2: cat has a box turned inside out: xmax and ymax are less than xmin and ymin\n  hint: exchange them",
        "D/h.xml:3: no XML: an end tag does not match its start tag", "D/i.xml: cannot be read: the file is empty",
        "D/j.xml:1: this is no annotation of Pascal VOC: it begins with <html>",
        "D/k.xml:1: no XML: the file is cut off: <object> has no end tag",
        "D/g.xml:2: cat has a box that leaves the picture, 0, 0 to 900, 9 in 100 x 50 pixels\n"
          + "  hint: the policy clip cuts it at the picture's edge; or it belongs to a picture of another size",
        "D/l.xml:1: image l.jpg: there is no such image",
      ])
  }

  @Test(arguments: [
    ("<annotation>\n<truncat\"e<ed>0</truncated></annotation>", "2: no XML: a name is missing"),
    ("<annotation><bn<xmax>640</xmax></annotation>", "1: no XML: a tag has no end, `>` is missing"),
    ("<annotation><a b></a></annotation>", "1: no XML: an attribute has no value"),
    ("<annotation><a b=c></a></annotation>", "1: no XML: an attribute's value has no quotes"),
    ("<annotation>\n<a b='c></a></annotation>", "2: no XML: the file is cut off, or `'` is missing"),
    ("<annotation>a < b</annotation>", "1: no XML: a name is missing: write &lt; for `<` and &amp; for `&`"),
    ("<annotation>a & b</annotation>", "1: no XML: `&` begins no entity that is known here: write &amp; for `&`"),
    ("<annotation>&nbsp;</annotation>", "1: no XML: `&` begins no entity that is known here: write &amp; for `&`"),
    ("<annotation>&#x110000;</annotation>", "1: no XML: `&` begins no entity that is known here: write &amp; for `&`"),
    ("<annotation/>\n<annotation/>", "2: no XML: a second element, <annotation>, stands behind the end of the first"),
    ("<annotation/>\nend", "2: no XML: text stands outside all elements"), ("</annotation>", "1: no XML: an end tag does not match its"),
    ("<annotation><!-- a</annotation>", "1: no XML: the file is cut off, or `-->` is missing"),
    ("<!DOCTYPE a [<!ENTITY b \"c\">", "1: no XML: the file is cut off"), ("<annotation>\u{1}</annotation>", "1: no XML: a character that"),
    ("<?xml version=\"1.0\" encoding=\"GBK\"?><annotation/>", "1: no XML: it is in the encoding gbk, which is not read: save it as UTF-8"),
    (String(repeating: "<a>", count: 200), "1: no XML: elements are nested more than 100 deep"),
  ])
  func brokenXML(_ text: String, _ expected: String) throws {
    let folder = try DatasetFolder()
    try folder.picture("a.png")
    try folder.text("a.xml", text)
    #expect(folder.faults().contains { $0.hasPrefix("D/a.xml:" + expected) }, "\(folder.faults())")
  }

  @Test func entitiesReadNoFilesAndGrowNot() throws {
    let folder = try DatasetFolder()
    try folder.picture("a.png")
    try folder.text("secret.txt", "secret")
    let box = "<bndbox><xmin>1</xmin><ymin>1</ymin><xmax>9</xmax><ymax>9</ymax></bndbox>"
    let entities =
      "<!ENTITY s SYSTEM \"file://\(folder.path)/secret.txt\"><!ENTITY a \"aaaaaaaaaa\">"
      + (1...9).map { "<!ENTITY a\($0) \"" + String(repeating: $0 == 1 ? "&a;" : "&a\($0 - 1);", count: 10) + "\">" }.joined()
    try folder.text("a.xml", "<!DOCTYPE x [\(entities)]>\n<annotation><object><name>cat&s;&a9;</name>\(box)</object></annotation>")
    let answer = try? Dataset(folder.path).answers["a.png"]
    #expect(answer?.contains("secret") != true)
    #expect((answer?.count ?? 0) < 100)
  }
}
