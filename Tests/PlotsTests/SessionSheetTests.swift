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

  @Test func linesBreakAndVeryLongOutputIsCut() {
    let line = SessionSheet([.output("word")]).image().height
    let broken = SessionSheet([.output(String(repeating: "word ", count: 60))]).image().height
    let endless = SessionSheet([.output(String(repeating: "word\n", count: 5000))]).image().height
    #expect(broken > line && endless > broken && endless < 3000)
  }
}
