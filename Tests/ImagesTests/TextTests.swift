import Foundation
import Images
import Testing

@Suite struct TextTests {
  private let style = TextStyle(size: 20)

  /// The extent of dark pixels of one line of text on a canvas of 200 by 60.
  private func ink(
    _ text: String, at point: Point = Point(x: 100, y: 30), _ style: TextStyle? = nil, anchor: TextAnchor = TextAnchor(.leading, .baseline)
  ) -> (left: Int, top: Int, right: Int, bottom: Int) {
    let canvas = Canvas(width: 200, height: 60)
    canvas.draw(text, at: point, style ?? self.style, anchor: anchor)
    let image = canvas.image()
    let dark = image.pixels.indices.filter { $0 % 3 == 0 && image.pixels[$0] < 200 }.map { (x: $0 / 3 % 200, y: $0 / 3 / 200) }
    return (dark.map(\.x).min() ?? -1, dark.map(\.y).min() ?? -1, dark.map(\.x).max() ?? -1, dark.map(\.y).max() ?? -1)
  }

  @Test func lettersStandOnTheBaseline() {
    let h = ink("H")
    // DejaVu's capitals are 0.729 of its size high.
    #expect(h.bottom == 29)
    #expect((15...16).contains(h.top))
    #expect((101...103).contains(h.left))
    #expect(ink("p").bottom > 32)
  }

  @Test func anchorsMoveTheText() {
    let width = Canvas(width: 1, height: 1).width(of: "Hxxx", style)
    let leading = ink("Hxxx")
    let center = ink("Hxxx", anchor: TextAnchor(.center, .middle))
    let trailing = ink("Hxxx", anchor: TextAnchor(.trailing, .top))
    #expect(abs(Double(leading.left - center.left) - width / 2) <= 1)
    #expect(abs(Double(leading.left - trailing.left) - width) <= 1)
    #expect(abs(center.top + center.bottom + 1 - 60) <= 1)
    #expect(trailing.top > 30 && ink("Hp", anchor: TextAnchor(.leading, .bottom)).bottom < 30)
  }

  @Test func typefacesDiffer() {
    let canvas = Canvas(width: 1, height: 1)
    #expect(Set(Typeface.allCases.map { Outline(of: "Illumination", in: $0) }).count == Typeface.allCases.count)
    let mono = TextStyle(size: 20, typeface: .mono)
    #expect(canvas.width(of: "iii", mono) == canvas.width(of: "WWW", mono))
    #expect(canvas.width(of: "é№Ω", style) > 0)
  }

  @Test func textIsDrawnInItsColor() {
    let canvas = Canvas(width: 40, height: 40)
    canvas.draw("█", at: Point(x: 5, y: 30), TextStyle(size: 30, color: Color(0x2040C0)))
    let image = canvas.image()
    let center = (20 * 40 + 12) * 3
    #expect(Array(image.pixels[center..<center + 3]) == [0x20, 0x40, 0xC0])
  }

  @Test func controlCharactersAreBlanks() {
    let canvas = Canvas(width: 1, height: 1)
    #expect(canvas.width(of: "a\u{0}b\nc\td", style) == canvas.width(of: "a b c d", style))
    #expect(canvas.width(of: "", style) == 0)
  }

  @Test func shortenedTextFits() {
    let canvas = Canvas(width: 1, height: 1)
    let text = "the quick brown fox"
    #expect(canvas.shortened(text, to: 500, style) == text)
    for width in stride(from: 30.0, to: 180, by: 7) {
      let short = canvas.shortened(text, to: width, style)
      #expect(short.hasSuffix("…") && text.hasPrefix(short.dropLast()))
      #expect(canvas.width(of: short, style) <= width)
    }
  }

  @Test func wrappedTextFitsAndKeepsEveryWord() {
    let canvas = Canvas(width: 1, height: 1)
    let text = "ten<loc_105><loc_242><loc_542><loc_680> jumps over the lazy dog\n\nand again Donaudampfschifffahrtsgesellschaft"
    for width in stride(from: 40.0, to: 400, by: 13) {
      let lines = canvas.wrapped(text, to: width, style)
      #expect(lines.allSatisfy { canvas.width(of: $0, style) <= width })
      #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " && $0 != "\n" })
      #expect(lines.contains(""))
    }
    #expect(canvas.wrapped("a<loc_1><loc_2>", to: canvas.width(of: "a<loc_1><lo", style), style) == ["a<loc_1>", "<loc_2>"])
    #expect(canvas.wrapped("one two", to: 500, style) == ["one two"])
  }

  @Test func scriptsWithoutBlanksBreakBetweenCharacters() {
    let canvas = Canvas(width: 1, height: 1)
    let text = "truth: " + String(repeating: "这是一张照片。", count: 9)
    for width in stride(from: 90.0, to: 400, by: 17) {
      let lines = canvas.wrapped(text, to: width, style)
      #expect(lines[0].hasPrefix("truth: 这") && lines.joined() == text)
      #expect(lines.allSatisfy { canvas.width(of: $0, style) <= width && !$0.hasPrefix("。") })
    }
  }

  @Test func whatNoFontHasIsKnown() {
    #expect(Typeface.missingCharacters(in: "a\u{0}\n é e\u{301} ộ Ж Ω ✓ ₩ \u{200B}\u{FE0F}").isEmpty)
    #expect(Typeface.missingCharacters(in: "x\u{10FFFD}y\u{10FFFC}\u{10FFFD}") == ["\u{10FFFD}", "\u{10FFFC}"])
    let canvas = Canvas(width: 1, height: 1)
    #expect(canvas.width(of: "x\u{10FFFD}y", style) > canvas.width(of: "xy", style), "a box")
    #expect(canvas.width(of: "x\u{FE0F}y", style) == canvas.width(of: "xy", style))
  }

  @Test func linesAreLimited() {
    let canvas = Canvas(width: 1, height: 1)
    let lines = canvas.wrapped(String(repeating: "word ", count: 100), to: 120, style, maximumLines: 3)
    #expect(lines.count == 3)
    #expect(lines[2].hasSuffix("…") && lines.allSatisfy { canvas.width(of: $0, style) <= 120 })
    let word = canvas.wrapped(String(repeating: "x", count: 200_000), to: 120, style, maximumLines: 2)
    #expect(word.count == 2 && word[1].hasSuffix("…"))
    #expect(canvas.wrapped("one\ntwo", to: 120, style, maximumLines: 2) == ["one", "two"])
  }

  /// Fonts are shared between threads; canvases are not.
  @Test func threadsDrawTheSame() async {
    func picture() -> Image {
      let canvas = Canvas(width: 120, height: 60)
      for size in 6..<20 {
        canvas.draw("Text \(size)", at: Point(x: Double(size), y: Double(size) * 2), TextStyle(size: Double(size) + 0.5, typeface: .serif))
      }
      return canvas.image()
    }
    let reference = picture()
    await withTaskGroup(of: Image.self) { group in
      for _ in 0..<16 { group.addTask { picture() } }
      for await image in group { #expect(image == reference) }
    }
  }
}
