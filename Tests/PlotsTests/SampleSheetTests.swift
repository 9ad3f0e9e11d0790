import Essentials
import Images
import Plots
import Testing

@Suite struct SampleSheetTests {
  /// A sample in one colour that stands for its number.
  private func sample(_ index: Int, _ width: Int = 40, _ height: Int = 40, marks: [Mark] = []) -> SampleSheet.Sample {
    SampleSheet.Sample(.plain(width, height, [UInt8(40 + index), 10, 200]), title: "\(index)", caption: "caption", marks: marks)
  }

  /// The middle of each sample's picture, in the order of the samples.
  private func centers(_ image: Image, _ count: Int) -> [Pixel] {
    (0..<count).map { index in
      let places = image.places(of: (40 + index) << 16 | 10 << 8 | 200, tolerance: 0)
      let n = max(1, places.count)
      return Pixel(x: places.map(\.x).reduce(0, +) / n, y: places.map(\.y).reduce(0, +) / n)
    }
  }

  @Test(arguments: [(1, 1), (2, 2), (4, 4), (5, 3), (6, 3), (9, 3), (10, 5), (12, 4), (30, 6)])
  func samplesStandInReadingOrder(count: Int, columns: Int) {
    let image = SampleSheet((0..<count).map { sample($0) }).image()
    let centers = centers(image, count)
    #expect(Set(centers.map(\.x)).count == columns)
    #expect(Set(centers.map(\.y)).count == (count + columns - 1) / columns)
    for (a, b) in zip(centers, centers.dropFirst()) { #expect(b.y > a.y || b.y == a.y && b.x > a.x) }
  }

  @Test func picturesKeepTheirProportions() throws {
    let image = SampleSheet([sample(0, 80, 20)]).image()
    let places = image.places(of: 40 << 16 | 10 << 8 | 200, tolerance: 0)
    let width = try #require(places.map(\.x).max()) - #require(places.map(\.x).min()) + 1
    let height = try #require(places.map(\.y).max()) - #require(places.map(\.y).min()) + 1
    #expect(width == 416 && height == 104)
  }

  @Test func marksAreScaledWithThePicture() throws {
    let mark = Mark(Box(x0: 100, y0: 50, x1: 300, y1: 150))
    let image = SampleSheet([sample(0, 400, 200, marks: [mark])]).image()
    let picture = image.places(of: 40 << 16 | 10 << 8 | 200, tolerance: 0)
    let line = image.places(of: 0x00855F, tolerance: 40)
    let origin = try Pixel(x: #require(picture.map(\.x).min()), y: #require(picture.map(\.y).min()))
    #expect(try abs(#require(line.map(\.x).min()) - origin.x - 104) <= 2)
    #expect(try abs(#require(line.map(\.x).max()) - origin.x - 312) <= 2)
    #expect(try abs(#require(line.map(\.y).min()) - origin.y - 52) <= 2)
    #expect(try abs(#require(line.map(\.y).max()) - origin.y - 156) <= 2)
  }

  @Test func headingsAndCaptionsTakeRoom() {
    let plain = SampleSheet([SampleSheet.Sample(.plain(10, 10, [1, 2, 3]), title: "", caption: "")]).image()
    let titled = SampleSheet([SampleSheet.Sample(.plain(10, 10, [1, 2, 3]), title: "title", caption: "two\nlines")]).image()
    let headed = SampleSheet([SampleSheet.Sample(.plain(10, 10, [1, 2, 3]), title: "", caption: "")], heading: "heading").image()
    #expect(titled.height > plain.height + 50 && headed.height > plain.height + 20)
    let words = Caption(String(repeating: "w ", count: 9000))
    let long = SampleSheet([SampleSheet.Sample(.plain(10, 10, [1, 2, 3]), title: "", caption: words)]).image()
    #expect(long.height < plain.height + 150)
  }

  @Test func fewSamplesAreLarge() {
    let widths = [1, 12, 40].map { count in
      let picture = Image.plain(640, 480, [40, 10, 200])
      let samples = [SampleSheet.Sample](repeating: .init(picture, title: "", caption: "", among: count), count: count)
      let row = SampleSheet(samples).image().places(of: 40 << 16 | 10 << 8 | 200, tolerance: 0)
      let top = row.map(\.y).min() ?? 0
      return row.count { $0.y == top } / min(count, count == 40 ? 8 : 4)
    }
    #expect(widths[0] > 900 && (400...430).contains(widths[1]) && (300...380).contains(widths[2]))
  }

  /// The key stands in the heading where there is something to tell apart.
  @Test func predictionsAreExplained() {
    let box = Box(x0: 5, y0: 5, x1: 30, y1: 30)
    func key(_ marks: [Mark]) -> Int {
      let image = SampleSheet([sample(0, marks: marks), sample(1)], heading: "a heading").image()
      return image.places(of: 0xC2410C, tolerance: 40).count { $0.y < 70 && $0.x > image.width / 2 }
    }
    #expect(key([Mark(box)]) == 0)
    #expect(key([Mark(box), Mark(box, kind: .prediction)]) > 40)
  }

  @Test func sheetsAreLimited() {
    let tiny = SampleSheet.Sample(.plain(300, 1, [1, 2, 3]), title: "", caption: "")
    let full = SampleSheet([SampleSheet.Sample](repeating: tiny, count: SampleSheet.sampleLimit)).image()
    let more = SampleSheet([SampleSheet.Sample](repeating: tiny, count: SampleSheet.sampleLimit + 500)).image()
    #expect(more.width == full.width && more.height == full.height + 40)
    #expect(SampleSheet([]).image().width > 100)
  }
}
