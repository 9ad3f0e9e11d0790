import Essentials
import Foundation
import Images
import Testing

@Suite struct CanvasTests {
  private func rgb(_ image: Image, _ x: Int, _ y: Int) -> [UInt8] {
    let start = (y * image.width + x) * 3
    return Array(image.pixels[start..<start + 3])
  }

  /// Columns and rows of the pixels that are not white, as a box.
  private func ink(_ image: Image) -> (left: Int, top: Int, right: Int, bottom: Int, count: Int) {
    var box = (left: Int.max, top: Int.max, right: -1, bottom: -1, count: 0)
    for y in 0..<image.height {
      for x in 0..<image.width where rgb(image, x, y) != [255, 255, 255] {
        box = (min(box.left, x), min(box.top, y), max(box.right, x), max(box.bottom, y), box.count + 1)
      }
    }
    return box
  }

  @Test func rectanglesCoverTheirPixels() {
    let canvas = Canvas(width: 12, height: 8, background: Color(0x102030))
    canvas.fill(.rectangle(Rectangle(x: 3, y: 2, width: 5, height: 4)), Color(0xFF8040))
    let image = canvas.image()
    #expect(image.size == ImageSize(width: 12, height: 8))
    for y in 0..<8 {
      for x in 0..<12 {
        let isInside = (3..<8).contains(x) && (2..<6).contains(y)
        #expect(rgb(image, x, y) == (isInside ? [0xFF, 0x80, 0x40] : [0x10, 0x20, 0x30]))
      }
    }
  }

  @Test func pointsAreScaledToPixels() {
    let canvas = Canvas(width: 6, height: 4, scale: 3)
    canvas.fill(.rectangle(Rectangle(x: 1, y: 1, width: 2, height: 1)), .black)
    let box = ink(canvas.image())
    #expect(canvas.image().size == ImageSize(width: 18, height: 12))
    #expect(box == (3, 3, 8, 5, 18))
  }

  @Test func opacityMixes() {
    let canvas = Canvas(width: 1, height: 1)
    canvas.fill(.rectangle(Rectangle(x: 0, y: 0, width: 1, height: 1)), Color.black.opacity(0.5))
    #expect((126...129).contains(rgb(canvas.image(), 0, 0)[1]))
  }

  @Test func shapesCoverTheirAreas() {
    func area(_ shape: Shape) -> Double {
      let canvas = Canvas(width: 60, height: 50)
      canvas.fill(shape, .black)
      return Double(canvas.image().pixels.reduce(0) { $0 + 255 - Int($1) }) / (3 * 255)
    }
    #expect(abs(area(.circle(center: Point(x: 30, y: 25), radius: 20)) - .pi * 400) < 5)
    #expect(abs(area(.ellipse(Rectangle(x: 5, y: 10, width: 50, height: 20))) - .pi * 250) < 5)
    #expect(abs(area(.polygon([Point(x: 5, y: 5), Point(x: 45, y: 5), Point(x: 5, y: 45)])) - 800) < 1)
    #expect(abs(area(.rounded(Rectangle(x: 5, y: 5, width: 40, height: 30), radius: 10)) - (1200 - (4 - .pi) * 100)) < 2)
    #expect(area(.ellipse(Rectangle(x: 5, y: 5, width: 0, height: 9))) == 0)
  }

  @Test func strokesHaveWidthAndDashes() {
    let canvas = Canvas(width: 40, height: 10)
    canvas.stroke(.line(from: Point(x: 0, y: 3), to: Point(x: 40, y: 3)), Stroke(.black, width: 2))
    canvas.stroke(.line(from: Point(x: 0, y: 8), to: Point(x: 40, y: 8)), Stroke(.black, width: 2, dash: [5, 3]))
    let image = canvas.image()
    #expect((0..<10).map { rgb(image, 20, $0)[0] } == [255, 255, 0, 0, 255, 255, 255, 0, 0, 255])
    #expect((0..<16).map { rgb(image, $0, 7)[0] } == [0, 0, 0, 0, 0, 255, 255, 255, 0, 0, 0, 0, 0, 255, 255, 255])
    canvas.stroke(.line(from: Point(x: 0, y: 0.5), to: Point(x: 40, y: 0.5)), Stroke(.black, dash: [0, 0]))
    #expect((0..<40).allSatisfy { rgb(canvas.image(), $0, 0)[0] == 0 })
  }

  @Test func clippingAndTurningEnd() {
    let canvas = Canvas(width: 20, height: 20)
    canvas.clipped(to: .rectangle(Rectangle(x: 4, y: 5, width: 6, height: 7))) {
      canvas.fill(.rectangle(Rectangle(x: 0, y: 0, width: 20, height: 20)), .black)
    }
    #expect(ink(canvas.image()) == (4, 5, 9, 11, 42))
    let turned = Canvas(width: 20, height: 20)
    turned.rotated(by: .pi / 2, around: Point(x: 10, y: 10)) {
      turned.fill(.rectangle(Rectangle(x: 12, y: 10, width: 6, height: 2)), .black)
    }
    // To the right becomes down.
    #expect(ink(turned.image()) == (8, 12, 9, 17, 12))
    turned.fill(.rectangle(Rectangle(x: 0, y: 0, width: 1, height: 1)), .black)
    #expect(rgb(turned.image(), 0, 0) == [0, 0, 0])
  }

  @Test func imagesKeepTheirPixels() {
    let pixels = (0..<7 * 5 * 3).map { UInt8($0 * 2) }
    let picture = Image(width: 7, height: 5, pixels: pixels)
    let canvas = Canvas(width: 10, height: 9)
    canvas.draw(picture, in: Rectangle(x: 2, y: 3, width: 7, height: 5))
    let image = canvas.image()
    for y in 0..<5 {
      for x in 0..<7 { #expect(rgb(image, x + 2, y + 3) == rgb(picture, x, y)) }
    }
    #expect(rgb(image, 1, 3) == [255, 255, 255] && rgb(image, 9, 3) == [255, 255, 255])
  }

  @Test func enlargedImagesAreResampled() {
    let picture = Image(width: 2, height: 2, pixels: [255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9])
    let canvas = Canvas(width: 8, height: 6, scale: 2)
    canvas.draw(picture, in: Rectangle(x: 0, y: 0, width: 8, height: 6))
    #expect(canvas.image() == picture.resized(width: 16, height: 12))
  }

  /// Whatever a dataset says, drawing ends and nothing traps.
  @Test func wildCoordinatesAreHarmless() {
    let canvas = Canvas(width: 30, height: 20)
    let wild = [Double.nan, .infinity, -.infinity, 1e300, -1e300, 0]
    let picture = Image(width: 2, height: 2, pixels: [UInt8](repeating: 1, count: 12))
    for x in wild {
      for y in wild {
        let point = Point(x: x, y: y)
        let area = Rectangle(x: x, y: y, width: y, height: x)
        for shape: Shape in [
          .rectangle(area), .rounded(area, radius: 3), .ellipse(area), .circle(center: point, radius: x),
          .polygon([point, Point(x: 1, y: 1)]),
          .line(from: Point(x: 0, y: 0), to: point),
        ] {
          canvas.stroke(shape, Stroke(.black, width: 1, dash: [4, 2]))
          canvas.fill(shape, .black)
        }
        canvas.draw("text", at: point, TextStyle(size: 8))
        canvas.draw(picture, in: area)
      }
    }
    canvas.fill(.rectangle(Rectangle(x: 0, y: 0, width: 30, height: 20)), Color(0x0000FF))
    #expect(rgb(canvas.image(), 15, 10) == [0, 0, 255])
  }

  @Test func boxesBecomeRectangles() {
    let rectangle = Rectangle(Box(x0: 1, y0: 2, x1: 4, y1: 8))
    #expect(rectangle == Rectangle(x: 1, y: 2, width: 3, height: 6))
    #expect(rectangle.center == Point(x: 2.5, y: 5))
    #expect(rectangle.inset(by: 1) == Rectangle(x: 2, y: 3, width: 1, height: 4))
    #expect(rectangle.intersects(Rectangle(x: 3, y: 7, width: 5, height: 5)))
    #expect(!rectangle.intersects(Rectangle(x: 4, y: 2, width: 5, height: 5)))
  }
}
