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
      let color = kind == .truth ? Self.truth : Self.prediction
      for box in boxes {
        let plain = Overlay(picture, marks: [Mark(box, kind: kind)]).image()
        let labelled = Overlay(picture, marks: [Mark(box, label: "label", kind: kind)]).image()
        #expect(labelled.size == picture.size)
        #expect(labelled.places(of: color, tolerance: 20).count > plain.places(of: color, tolerance: 20).count + 250)
      }
    }
    let same = Mark(boxes[2], label: "label")
    let one = Overlay(picture, marks: [same]).image().places(of: Self.truth, tolerance: 20).count
    let two = Overlay(picture, marks: [same, same]).image().places(of: Self.truth, tolerance: 20).count
    #expect(two > one + 250)
  }

  @Test func smallPicturesGrowAndLargeOnesShrink() {
    #expect(Overlay(.plain(64, 32, [9, 9, 9]), marks: []).image().size == ImageSize(width: 640, height: 320))
    #expect(Overlay(.plain(4000, 1000, [9, 9, 9]), marks: []).image().size == ImageSize(width: 1600, height: 400))
    #expect(Overlay(picture, marks: []).image() == picture)
  }

  @Test func wordsAndAKeyStandBeneath() {
    let marks = [Mark(Box(x0: 1, y0: 1, x1: 9, y1: 9)), Mark(Box(x0: 1, y0: 1, x1: 9, y1: 9), kind: .prediction)]
    let key = Overlay(picture, marks: marks).image()
    #expect(key.height > picture.height)
    let words = Overlay(picture, marks: marks, caption: "one\ntwo").image()
    #expect(words.height > key.height + 30)
    let many = Overlay(picture, marks: [], caption: String(repeating: "word\n", count: 5000)).image()
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
