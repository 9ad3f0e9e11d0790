import Console
import Essentials
import Images
import Testing

struct HalfBlocksTests {
  /// Red over blue, two pixels wide.
  private let image = Image(width: 2, height: 2, pixels: [255, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 255])

  @Test func aLetterHoldsTwoPixels() {
    let lines = HalfBlocks(image: image, columns: 60, rows: 20, colors: .full).lines
    #expect(lines == ["\u{1B}[38;2;255;0;0;48;2;0;0;255m▀▀\u{1B}[0m"])
  }

  @Test func thePaletteHasCubeAndGreys() {
    #expect(HalfBlocks(image: image, columns: 60, rows: 20, colors: .palette).lines == ["\u{1B}[38;5;196;48;5;21m▀▀\u{1B}[0m"])
    let greys = Image(width: 1, height: 2, pixels: [0, 0, 0, 128, 128, 128])
    #expect(HalfBlocks(image: greys, columns: 9, rows: 9, colors: .palette).lines == ["\u{1B}[38;5;16;48;5;244m▀\u{1B}[0m"])
  }

  @Test func withoutColourThereAreShades() {
    let steps = Image(width: 3, height: 2, pixels: [0, 0, 0, 128, 128, 128, 255, 255, 255, 0, 0, 0, 128, 128, 128, 255, 255, 255])
    #expect(HalfBlocks(image: steps, columns: 60, rows: 20, colors: .none).lines == [" ▒█"])
  }

  @Test func whatHardlyDiffersIsToldApart() {
    // A thin line on white paper, and white paper alone.
    let line = Image(width: 3, height: 2, pixels: [UInt8](repeating: 255, count: 12) + [200, 200, 200, 255, 255, 255])
    #expect(HalfBlocks(image: line, columns: 60, rows: 20, colors: .none).lines == ["█ █"])
    let paper = Image(width: 3, height: 2, pixels: [UInt8](repeating: 254, count: 17) + [255])
    #expect(HalfBlocks(image: paper, columns: 60, rows: 20, colors: .none).lines == ["███"])
  }

  @Test func itFitsAndKeepsItsShape() {
    let wide = Image(width: 400, height: 100, pixels: [UInt8](repeating: 9, count: 120_000))
    let lines = HalfBlocks(image: wide, columns: 40, rows: 20, colors: .none).lines
    #expect(lines.count == 5 && lines.allSatisfy { $0.count == 40 })
    let high = Image(width: 100, height: 400, pixels: [UInt8](repeating: 9, count: 120_000))
    let column = HalfBlocks(image: high, columns: 40, rows: 20, colors: .none).lines
    #expect(column.count == 20 && column.allSatisfy { $0.count == 10 })
    let line = Image(width: 1, height: 1, pixels: [0, 0, 0])
    #expect(HalfBlocks(image: line, columns: 40, rows: 20, colors: .none).lines == [" "])
  }
}
