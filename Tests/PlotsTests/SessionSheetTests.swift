import Images
import Plots
import TestSupport
import Testing

@Suite struct SessionSheetTests {
  private let picture = Image.plain(60, 40, [10, 200, 30])

  private func places(_ sheet: SessionSheet) -> [Pixel] { sheet.image().places(of: 10 << 16 | 200 << 8 | 30, tolerance: 0) }

  @Test func blocksStandBelowEachOther() throws {
    let alone = places(SessionSheet([.picture(picture)]))
    #expect(alone.count == 60 * 40)
    let below = places(SessionSheet([.heading("Cards"), .input(prompt: "maestro[1]>", "show"), .output("one\ntwo"), .picture(picture)]))
    let lower = places(
      SessionSheet([.heading("Cards"), .input(prompt: "maestro[1]>", "show"), .output("one\ntwo\nthree"), .picture(picture)]))
    let (first, second, third) = try (#require(alone.map(\.y).min()), #require(below.map(\.y).min()), #require(lower.map(\.y).min()))
    #expect(first < second && second < third)
  }

  @Test func aLargePictureIsReducedToTheSheet() {
    let large = Image.plain(4000, 3000, [10, 200, 30])
    let image = SessionSheet([.picture(large)]).image()
    #expect(image.width == 1720 && image.height < 1400)
  }

  @Test func aLongSessionIsDrawnAtHalfTheResolution() {
    let image = SessionSheet(Array(repeating: .picture(Image.plain(4000, 3000, [10, 200, 30])), count: 16)).image()
    #expect(image.width == 860 && image.height > 9000 && image.height <= Canvas.sideLimit)
  }

  @Test func ofAnEndlessSessionTheBeginningAndTheEndAreDrawn() throws {
    let (first, last) = (Image.plain(60, 40, [10, 200, 30]), Image.plain(60, 40, [200, 10, 30]))
    let between = Array(repeating: [SessionSheet.Block.input(prompt: "maestro[1]>", "print 1"), .output("1")], count: 2000).flatMap { $0 }
    let image = SessionSheet([.picture(first)] + between + [.picture(last)]).image()
    #expect(image.width == 860 && image.height > 15_000 && image.height <= Canvas.sideLimit)
    let beginning = try #require(image.places(of: 10 << 16 | 200 << 8 | 30, tolerance: 0).map(\.y).max())
    let end = try #require(image.places(of: 200 << 16 | 10 << 8 | 30, tolerance: 0).map(\.y).min())
    #expect(beginning < 100 && end > image.height - 100)
  }

  @Test func blanksAtALinesBeginningStay() {
    let (word, caret) = (SessionSheet([.fault("a word\n^")]).image(), SessionSheet([.fault("a word\n  ^")]).image())
    #expect(word.size == caret.size && word != caret)
  }

  @Test func linesBreakAndVeryLongOutputIsCut() {
    let line = SessionSheet([.output("word")]).image().height
    let broken = SessionSheet([.output(String(repeating: "word ", count: 60))]).image().height
    let endless = SessionSheet([.output(String(repeating: "word\n", count: 5000))]).image().height
    #expect(broken > line && endless > broken && endless < 3000)
  }
}
