import Images

/// Samples side by side: pictures with their marks, and words beneath each.
public struct SampleSheet: Sendable, Hashable {
  /// One picture of a sheet, reduced to the size at which it is shown, so that many may be kept.
  public struct Sample: Sendable, Hashable {
    /// In bold beneath the picture: which sample it is.
    public var title: String
    /// Beneath the title; line breaks stay.
    public var caption: String
    /// Drawn over the picture, in pixels of `size`.
    public var marks: [Mark]
    /// Of the picture before it was reduced.
    public let size: ImageSize
    let thumbnail: Image

    /// A sample whose marks are in pixels of `picture`.
    public init(_ picture: Image, title: String, caption: String, marks: [Mark] = []) {
      self.title = title
      self.caption = caption
      self.marks = marks
      size = picture.size
      let reduction = SampleSheet.side * SampleSheet.scale / Double(max(picture.width, picture.height))
      thumbnail = picture.resized(
        width: max(1, Int((Double(picture.width) * reduction).rounded())),
        height: max(1, Int((Double(picture.height) * reduction).rounded())))
    }
  }

  /// The most samples that are drawn.
  public static let sampleLimit = 120
  /// Of the square that a picture is fitted into, in points.
  static let side = 208.0
  /// Pixels in a point.
  static let scale = 2.0
  private static let gap = 16.0
  private static let captionLines = 4
  private static let headingStyle = TextStyle(size: 14, color: Theme.ink, typeface: .sansBold)
  private static let titleStyle = TextStyle(size: 10, color: Theme.ink, typeface: .sansBold)
  private static let noteStyle = TextStyle(size: 11, color: Theme.faint)
  private static let captionStyle = TextStyle(size: 10, color: Theme.ink)

  /// Above the samples; empty for none.
  public var heading: String
  /// In reading order.
  public var samples: [Sample]

  /// A sheet of `samples`, of which the first `sampleLimit` are drawn.
  public init(_ samples: [Sample], heading: String = "") {
    self.samples = samples
    self.heading = heading
  }

  /// The sheet, wide enough for its columns: one for a single sample, six at most.
  public func image() -> Image {
    let shown = Array(samples.prefix(Self.sampleLimit))
    let columns = Self.columns(shown.count)
    let ruler = Canvas(width: 1, height: 1)
    let cells = shown.map { Cell($0, ruler) }
    let rows = stride(from: 0, to: cells.count, by: columns).map { Array(cells[$0..<min($0 + columns, cells.count)]) }
    let pictureHeights = rows.map { row in row.map(\.pictureHeight).max() ?? 0 }
    let rowHeights = zip(rows, pictureHeights).map { row, height in height + (row.map(\.textHeight).max() ?? 0) + Self.gap }
    let kinds = Mark.Kind.allCases.filter { kind in shown.contains { $0.marks.contains { $0.kind == kind } } }
    let hasKey = kinds.count > 1
    let note = note(shown: shown.count)
    let top = Self.gap + (heading.isEmpty ? 0 : 24)
    let width = Double(columns) * (Self.side + Self.gap) + Self.gap
    let height = top + rowHeights.reduce(0, +) + (hasKey || !note.isEmpty ? 20 : 0)

    let canvas = Canvas(width: width, height: height, scale: Self.scale)
    let title = canvas.shortened(heading, to: width - 2 * Self.gap, Self.headingStyle)
    canvas.draw(title, at: Point(x: Self.gap, y: Self.gap - 3), Self.headingStyle, anchor: TextAnchor(.leading, .top))
    var y = top
    for index in rows.indices {
      for (column, cell) in rows[index].enumerated() {
        let x = Self.gap + Double(column) * (Self.side + Self.gap)
        cell.draw(in: Rectangle(x: x, y: y, width: Self.side, height: pictureHeights[index]), on: canvas)
      }
      y += rowHeights[index]
    }
    let bottom = canvas.height - 18
    if hasKey { MarkDrawing.drawKey(kinds, at: Point(x: Self.gap, y: bottom), on: canvas) }
    canvas.draw(note, at: Point(x: width - Self.gap, y: bottom), Self.noteStyle, anchor: TextAnchor(.trailing, .middle))
    return canvas.image()
  }

  /// Three to six, so that the sheet is a little wider than high and few places stay empty; up to four samples stand in one row.
  private static func columns(_ count: Int) -> Int {
    if count <= 4 { return max(1, count) }
    let wished = Double(count).squareRoot() * 1.15
    let price = { (columns: Int) in Double((columns - count % columns) % columns) + abs(Double(columns) - wished) * 0.8 }
    return (3...6).min { price($0) < price($1) } ?? 6
  }

  /// What stands at the bottom.
  private func note(shown: Int) -> String {
    if samples.isEmpty { return "no samples" }
    return shown < samples.count ? "\(samples.count - shown) more are not shown" : ""
  }

  /// A sample with its words broken into lines.
  private struct Cell {
    private let sample: Sample
    private let title: [String]
    private let caption: [String]
    private let lineHeight: Double

    init(_ sample: Sample, _ ruler: Canvas) {
      self.sample = sample
      title = sample.title.isEmpty ? [] : [ruler.shortened(sample.title, to: SampleSheet.side, titleStyle)]
      let lines =
        sample.caption.isEmpty ? [] : ruler.wrapped(sample.caption, to: SampleSheet.side, captionStyle, maximumLines: captionLines)
      caption = lines
      let line = ruler.lineHeight(captionStyle)
      lineHeight = line.ascent + line.descent + 1
    }

    var textHeight: Double { title.isEmpty && caption.isEmpty ? 0 : 5 + Double(title.count + caption.count) * lineHeight }

    var pictureHeight: Double { Double(sample.thumbnail.height) / SampleSheet.scale }

    /// Draws the picture in the middle of `cell`, and the words beneath.
    func draw(in cell: Rectangle, on canvas: Canvas) {
      canvas.fill(.rectangle(cell), Theme.mat)
      let (width, height) = (Double(sample.thumbnail.width) / canvas.scale, pictureHeight)
      // On whole pixels, so that the picture is not smeared over their borders.
      let aligned = { (value: Double) in (value * canvas.scale).rounded() / canvas.scale }
      let picture = Rectangle(x: aligned(cell.center.x - width / 2), y: aligned(cell.center.y - height / 2), width: width, height: height)
      canvas.draw(sample.thumbnail, in: picture)
      MarkDrawing(sample.marks, of: sample.size, in: picture, textSize: 9, on: canvas).draw()
      var y = cell.maxY + 5
      for (lines, style) in [(title, SampleSheet.titleStyle), (caption, SampleSheet.captionStyle)] {
        for line in lines {
          canvas.draw(line, at: Point(x: cell.x, y: y), style, anchor: TextAnchor(.leading, .top))
          y += lineHeight
        }
      }
    }
  }
}
