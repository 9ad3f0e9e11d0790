import Images

/// Samples side by side: pictures with their marks, and words beneath each.
public struct SampleSheet: Sendable, Hashable {
  /// One picture of a sheet, reduced to the size at which it is shown, so that many may be kept.
  public struct Sample: Sendable, Hashable {
    /// In bold beneath the picture: which sample it is.
    public var title: String
    /// Beneath the title.
    public var caption: Caption
    /// Drawn over the picture, in pixels of `size`.
    public var marks: [Mark]
    /// Of the picture before it was reduced.
    public let size: ImageSize
    let thumbnail: Image

    /// A sample whose marks are in pixels of `picture`.
    ///
    /// - Parameter count: how many samples the sheet will have; the fewer, the larger is each.
    public init(_ picture: Image, title: String, caption: Caption, marks: [Mark] = [], among count: Int = 12) {
      self.title = title
      self.caption = caption
      self.marks = marks
      size = picture.size
      let side = Grid(count).side * SampleSheet.scale
      let reduction = side / Double(max(picture.width, picture.height))
      thumbnail = picture.withSharpPixels(toward: Int(side)).resized(
        width: max(1, Int((Double(picture.width) * reduction).rounded())),
        height: max(1, Int((Double(picture.height) * reduction).rounded())))
    }
  }

  /// The most samples that are drawn.
  public static let sampleLimit = 120
  /// Pixels in a point.
  static let scale = 2.0
  private static let gap = 16.0
  private static let headingStyle = TextStyle(size: 14, color: Theme.ink, typeface: .sansBold)
  private static let titleStyle = TextStyle(size: 10, color: Theme.ink, typeface: .sansBold)
  private static let noteStyle = TextStyle(size: 11, color: Theme.faint)

  /// Above the samples; empty for none.
  public var heading: String
  /// In reading order.
  public var samples: [Sample]

  /// A sheet of `samples`, of which the first `sampleLimit` are drawn.
  public init(_ samples: [Sample], heading: String = "") {
    self.samples = samples
    self.heading = heading
  }

  /// How a number of samples is spread over a sheet.
  struct Grid {
    let columns: Int
    /// Of the square that a picture is fitted into, in points.
    let side: Double

    /// Up to four samples stand in one row; then three to eight columns, so that the sheet is a little wider than high and few places stay
    /// empty.
    init(_ count: Int) {
      if count <= 4 {
        columns = max(1, count)
        side = [480, 480, 340, 280, 240][max(0, count)]
        return
      }
      let wished = Double(count).squareRoot() * 1.15
      let price = { (columns: Int) in Double((columns - count % columns) % columns) + abs(Double(columns) - wished) * 0.8 }
      columns = (3...(count > 24 ? 8 : 6)).min { price($0) < price($1) } ?? 6
      side = count > 24 ? 176 : 208
    }
  }

  /// The sheet, wide enough for its columns.
  public func image() -> Image {
    let shown = Array(samples.prefix(Self.sampleLimit))
    let grid = Grid(shown.count)
    let ruler = Canvas(width: 1, height: 1)
    let colors = MarkColors(of: shown.map(\.marks))
    let cells = shown.map { Cell($0, side: grid.side, colors, ruler) }
    let rows = stride(from: 0, to: cells.count, by: grid.columns).map { Array(cells[$0..<min($0 + grid.columns, cells.count)]) }
    let pictureHeights = rows.map { row in row.map(\.pictureHeight).max() ?? 0 }
    let rowHeights = zip(rows, pictureHeights).map { row, height in height + (row.map(\.textHeight).max() ?? 0) + Self.gap }
    let kinds = Mark.Kind.allCases.filter { kind in shown.contains { $0.marks.contains { $0.kind == kind } } }
    let keyWidth = kinds.contains(.prediction) ? MarkDrawing.keyWidth(kinds, ruler) : 0
    let note = note(shown: shown.count)
    let top = Self.gap + (heading.isEmpty && keyWidth == 0 ? 0 : 24)
    let width = Double(grid.columns) * (grid.side + Self.gap) + Self.gap
    let height = top + rowHeights.reduce(0, +) + (note.isEmpty ? 0 : 20)

    let canvas = Canvas(width: width, height: height, scale: Self.scale)
    let room = width - 2 * Self.gap - (keyWidth > 0 ? keyWidth + Self.gap : 0)
    if !heading.isEmpty {
      let title = canvas.shortened(heading, to: room, Self.headingStyle)
      canvas.draw(title, at: Point(x: Self.gap, y: Self.gap - 3), Self.headingStyle, anchor: TextAnchor(.leading, .top))
    }
    if keyWidth > 0 {
      MarkDrawing.drawKey(kinds, at: Point(x: width - Self.gap - keyWidth, y: Self.gap + 6), colors, on: canvas)
    }
    var y = top
    for index in rows.indices {
      for (column, cell) in rows[index].enumerated() {
        let x = Self.gap + Double(column) * (grid.side + Self.gap)
        cell.draw(in: Rectangle(x: x, y: y, width: grid.side, height: pictureHeights[index]), on: canvas)
      }
      y += rowHeights[index]
    }
    let corner = Point(x: width - Self.gap, y: canvas.height - 18)
    canvas.draw(note, at: corner, Self.noteStyle, anchor: TextAnchor(.trailing, .middle))
    return canvas.image()
  }

  /// What stands at the bottom.
  private func note(shown: Int) -> String {
    if samples.isEmpty { return "no samples" }
    return shown < samples.count ? "\(samples.count - shown) more are not shown" : ""
  }

  /// A sample with its marks and words in their places.
  private struct Cell {
    private static let captionLines = 4
    private static let legendLines = 12
    /// More scores would leave the legend no room.
    private static let scoresLimit = 16

    private let sample: Sample
    private let title: CaptionLines
    private let titleText: String
    private let caption: CaptionLines
    private let marks: MarkDrawing
    private let legend: MarkLegend.Lines?
    /// The picture on a canvas whose origin is the cell's upper left corner.
    private let picture: Rectangle
    private let side: Double

    var pictureHeight: Double { picture.height }

    init(_ sample: Sample, side: Double, _ colors: MarkColors, _ ruler: Canvas) {
      self.sample = sample
      self.side = side
      titleText = sample.title.isEmpty ? "" : ruler.shortened(sample.title, to: side, titleStyle)
      title = CaptionLines(Caption(titleText), width: .infinity, size: titleStyle.size, linesEach: 1, ruler)
      caption = CaptionLines(sample.caption, width: side, size: 10, linesEach: Self.captionLines, ruler)
      let longest = Double(max(sample.thumbnail.width, sample.thumbnail.height))
      // The thumbnail was made for a sheet of another size, perhaps.
      let scale = longest <= side * SampleSheet.scale ? SampleSheet.scale : longest / side
      let (width, height) = (Double(sample.thumbnail.width) / scale, Double(sample.thumbnail.height) / scale)
      picture = Rectangle(x: Self.aligned((side - width) / 2), y: 0, width: width, height: height)
      marks = MarkDrawing(
        sample.marks, of: sample.size, in: picture, within: Rectangle(x: 0, y: 0, width: side, height: height),
        textSize: side >= 280 ? 11 : 9, colors, ruler)
      let showsScores = sample.marks.count { $0.score != nil } <= Self.scoresLimit
      legend = marks.legend?.lines(width: side, size: 9, maximumLines: Self.legendLines, showsScores: showsScores, ruler)
    }

    private var legendHeight: Double { legend.map { $0.height + 3 } ?? 0 }

    var textHeight: Double {
      let height = title.height + legendHeight + caption.height
      return height == 0 ? 0 : 5 + height
    }

    /// On whole pixels, so that the picture is not smeared over their borders.
    private static func aligned(_ value: Double) -> Double { (value * SampleSheet.scale).rounded() / SampleSheet.scale }

    /// Draws the picture in the middle of `cell`, and the words beneath.
    func draw(in cell: Rectangle, on canvas: Canvas) {
      canvas.fill(.rectangle(cell), Theme.mat)
      let top = Point(x: Self.aligned(cell.x), y: Self.aligned(cell.center.y - picture.height / 2))
      canvas.transformed(origin: top) {
        canvas.draw(sample.thumbnail, in: picture)
        marks.draw(on: canvas)
      }
      canvas.draw(titleText, at: Point(x: cell.x, y: cell.maxY + 5), titleStyle, anchor: TextAnchor(.leading, .top))
      legend?.draw(from: Point(x: cell.x, y: cell.maxY + 6 + title.height), on: canvas)
      caption.draw(from: Point(x: cell.x, y: cell.maxY + 5 + title.height + legendHeight), on: canvas)
    }
  }
}
