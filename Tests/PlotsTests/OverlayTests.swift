import Essentials
import Images
import Plots
import Testing

@Suite struct OverlayTests {
  private static let truth = 0x00855F
  private static let prediction = 0xC2410C
  private let picture = Image.plain(800, 600, [200, 200, 200])

  @Test func boxesStandWhereTheyBelong() throws {
    let image = Overlay(picture, marks: [Mark(Box(x0: 100, y0: 200, x1: 300, y1: 500))]).image()
    #expect(image.size == picture.size)
    let places = image.places(of: Self.truth, tolerance: 60)
    let (left, right) = try (#require(places.map(\.x).min()), #require(places.map(\.x).max()))
    let (top, bottom) = try (#require(places.map(\.y).min()), #require(places.map(\.y).max()))
    #expect(abs(left - 99) <= 1 && abs(right - 300) <= 1 && abs(top - 199) <= 1 && abs(bottom - 500) <= 1)
    #expect(image.color(200, 350) == [200, 200, 200] && image.color(90, 350) == [200, 200, 200])
  }

  @Test func truthAndPredictionDifferInColorAndLine() {
    let box = Box(x0: 100, y0: 200, x1: 700, y1: 500)
    let truth = Overlay(picture, marks: [Mark(box)]).image()
    let prediction = Overlay(picture, marks: [Mark(box, kind: .prediction)]).image()
    let row = { (image: Image, color: Int) in Set(image.places(of: color, tolerance: 60).filter { abs($0.y - 200) < 2 }.map(\.x)).count }
    #expect(row(truth, Self.truth) > 595)
    #expect((250...500).contains(row(prediction, Self.prediction)))
    #expect(row(truth, Self.prediction) == 0 && row(prediction, Self.truth) == 0)
  }

  @Test func labelsStayInThePictureAndApart() {
    let boxes = [Box(x0: 0, y0: 0, x1: 60, y1: 40), Box(x0: 760, y0: 560, x1: 800, y1: 600), Box(x0: 300, y0: 300, x1: 400, y1: 400)]
    for kind in Mark.Kind.allCases {
      // The plate of the truth has its colour, that of the model is white.
      let color = kind == .truth ? Self.truth : 0xFFFFFF
      for box in boxes {
        let plain = Overlay(picture, marks: [Mark(box, kind: kind)]).image()
        let labelled = Overlay(picture, marks: [Mark(box, label: "label", kind: kind)]).image()
        #expect(labelled.size == picture.size)
        #expect(labelled.places(of: color, tolerance: 20).count > plain.places(of: color, tolerance: 20).count + 200)
      }
    }
    let same = Mark(boxes[2], label: "label")
    let one = Overlay(picture, marks: [same]).image().places(of: Self.truth, tolerance: 20).count
    let two = Overlay(picture, marks: [same, same]).image().places(of: Self.truth, tolerance: 20).count
    #expect(two > one + 200)
  }

  /// Where both say the same, both are seen.
  @Test func agreementShowsBoth() {
    let box = Box(x0: 100, y0: 200, x1: 700, y1: 500)
    let both = Overlay(picture, marks: [Mark(box), Mark(box, kind: .prediction)]).image()
    for color in [Self.truth, Self.prediction] {
      #expect(Set(both.places(of: color, tolerance: 60).filter { abs($0.y - 200) < 2 }.map(\.x)).count > 150)
    }
  }

  /// A plate of the truth is of its colour, a plate of the model is white.
  @Test func platesDiffer() {
    let box = Box(x0: 300, y0: 200, x1: 500, y1: 400)
    let white = { (kind: Mark.Kind) in
      Overlay(self.picture, marks: [Mark(box, label: "a long label", kind: kind)]).image().places(of: 0xFFFFFF, tolerance: 10).count
    }
    #expect(white(.prediction) > white(.truth) + 500)
  }

  @Test func masksAreTinted() {
    let corners = [Point(x: 200, y: 200), Point(x: 400, y: 200), Point(x: 300, y: 400)]
    let inside = { (isFilled: Bool) in
      Overlay(self.picture, marks: [Mark(polygon: corners, isFilled: isFilled)]).image().color(300, 260)
    }
    #expect(inside(false) == [200, 200, 200])
    #expect(inside(true)[0] < 190)
  }

  @Test func pixelsOfTinyPicturesAreSquares() {
    let checks = Image(width: 2, height: 1, pixels: [10, 20, 30, 200, 210, 220])
    let image = Overlay(checks, marks: []).image()
    #expect(image.color(100, 100) == [10, 20, 30] && image.color(315, 100) == [10, 20, 30])
    #expect(image.color(325, 100) == [200, 210, 220] && image.color(600, 100) == [200, 210, 220])
  }

  @Test func answersAreTickedInTheirColor() {
    let caption = { (tone: Caption.Paragraph.Tone) in
      Overlay(self.picture, marks: [], caption: Caption([.init("same words", tone)])).image()
    }
    #expect(caption(.right).places(of: 0x00704F, tolerance: 40).count > 30)
    #expect(caption(.wrong).places(of: 0xB3370B, tolerance: 40).count > 30)
    // Not by colour alone: the signs differ, and a plain answer has none.
    let ink = { (tone: Caption.Paragraph.Tone) in
      let image = caption(tone)
      return image.pixels.indices.filter { $0 % 3 == 1 && $0 > 600 * 800 * 3 && image.pixels[$0] < 160 }.map { $0 / 3 % image.width }.max()
        ?? 0
    }
    #expect(ink(.right) > ink(.plain) + 8 && ink(.wrong) > ink(.plain) + 8)
  }

  @Test func smallPicturesGrowAndLargeOnesShrink() {
    #expect(Overlay(.plain(64, 32, [9, 9, 9]), marks: []).image().size == ImageSize(width: 640, height: 320))
    #expect(Overlay(.plain(4000, 1000, [9, 9, 9]), marks: []).image().size == ImageSize(width: 1600, height: 400))
    #expect(Overlay(picture, marks: []).image() == picture)
  }

  /// Sixty names would hide the picture: numbers stand at the boxes, in the colours of their classes, and a legend beneath.
  @Test func aCrowdIsNumbered() {
    let marks = (0..<60).map { index in
      let (x, y) = (Float(index % 10) * 78 + 8, Float(index / 10) * 98 + 20)
      return Mark(Box(x0: x, y0: y, x1: x + 60, y1: y + 60), label: "class \(index % 2)")
    }
    let crowd = Overlay(picture, marks: marks).image()
    let few = Overlay(picture, marks: Array(marks[..<6])).image()
    #expect(few.height == picture.height && crowd.height > picture.height + 20)
    let colors = MarkColors(of: [marks])
    for mark in marks[..<2] {
      let color = colors[mark]
      let hex = [color.red, color.green, color.blue].reduce(0) { $0 << 8 | Int(($1 * 255).rounded()) }
      #expect(crowd.places(of: hex, tolerance: 40).contains { $0.y > picture.height }, "the legend has its colour")
      #expect(crowd.places(of: hex, tolerance: 40).count { $0.y < picture.height } > 3000)
    }
    #expect(crowd.places(of: Self.truth, tolerance: 10).isEmpty)
  }

  @Test func wordsAndAKeyStandBeneath() {
    let marks = [Mark(Box(x0: 1, y0: 1, x1: 9, y1: 9)), Mark(Box(x0: 1, y0: 1, x1: 9, y1: 9), kind: .prediction)]
    let key = Overlay(picture, marks: marks).image()
    #expect(key.height > picture.height)
    let words = Overlay(picture, marks: marks, caption: "one\ntwo").image()
    #expect(words.height > key.height + 30)
    let many = Overlay(picture, marks: [], caption: Caption(String(repeating: "word\n", count: 5000))).image()
    #expect(many.height < picture.height + 300)
  }

  @Test func anyMarkCanBeDrawn() {
    let wild: [Float] = [.nan, .infinity, -.infinity, 1e30, -1e30, 0, 50]
    var marks: [Mark] = [Mark(polygon: []), Mark(polygon: [Point(x: 3, y: 4)], label: "point")]
    for x in wild {
      for y in wild { marks.append(Mark(Box(x0: x, y0: y, x1: y, y1: x), label: "\(x)\n\(y)", kind: .prediction)) }
    }
    for (width, height) in [(1, 1), (3000, 2), (2, 3000), (100, 80)] {
      let image = Overlay(.plain(width, height, [9, 9, 9]), marks: marks, caption: "words").image()
      #expect(image.width <= 1600 && image.width >= 320)
    }
  }
}
