import Images
import Testing

@Test func anOutlineIsFilledWhereItIsFitted() throws {
  let layer = Canvas(width: 40, height: 30, background: nil)
  layer.fill(.outline(Outline(of: "■", in: .sans).fitted(in: Rectangle(x: 5, y: 5, width: 30, height: 20))), .black)
  let extent = try #require(layer.extent(ofCoverage: 0.25))
  #expect(extent.columns == 10..<30 && extent.rows == 5..<25)
}

@Test func lettersFollowEachOther() {
  let (a, b, both) = (Outline(of: "a", in: .mono), Outline(of: "b", in: .mono), Outline(of: "ab", in: .mono))
  #expect(abs(both.advance - a.advance - b.advance) < 1e-9 && abs(both.bounds.maxX - a.advance - b.bounds.maxX) < 1e-9)
  #expect(Outline(of: "", in: .sans).advance == 0 && Outline(of: " ", in: .sans).advance > 0)
}

@Test func contoursHaveNoHoles() {
  func middle(_ outlines: [Outline]) -> UInt8 {
    let canvas = Canvas(width: 20, height: 20)
    for outline in outlines { canvas.fill(.outline(outline), .black) }
    return canvas.image().pixels[(10 * 20 + 10) * 3]
  }
  let ring = Outline(of: "◯", in: .sans).fitted(in: Rectangle(x: 0, y: 0, width: 20, height: 20))
  #expect(middle([ring]) == 255)
  #expect(ring.contours.count == 2 && middle(ring.contours) == 0)
}

@Test func aLayerIsTransparentWhereNothingIsDrawn() throws {
  let layer = Canvas(width: 8, height: 8, background: nil)
  #expect(layer.extent(ofCoverage: 0.01) == nil)
  layer.transformed(origin: Point(x: 4, y: 4), angle: .pi / 2, unit: 2) {
    layer.fill(.rectangle(Rectangle(x: 0, y: 0, width: 1, height: 2)), Color(0xFF0000))
  }
  let extent = try #require(layer.extent(ofCoverage: 1))
  #expect(extent.columns == 0..<4 && extent.rows == 4..<6)
  let canvas = Canvas(width: 8, height: 8, background: Color(0x0000FF))
  canvas.draw(layer)
  let pixels = canvas.image().pixels
  #expect(pixels[0..<3] == [0, 0, 255] && pixels[(4 * 8 + 1) * 3..<(4 * 8 + 1) * 3 + 3] == [255, 0, 0])
}

@Test func gradientsGoFromColourToColour() {
  let canvas = Canvas(width: 10, height: 1)
  canvas.fill(
    .rectangle(Rectangle(x: 0, y: 0, width: 10, height: 1)), from: (Point(x: 2, y: 0), .black), to: (Point(x: 8, y: 0), .white))
  let reds = stride(from: 0, to: 30, by: 3).map { Int(canvas.image().pixels[$0]) }
  #expect(reds == reds.sorted() && reds[0] == 0 && reds[1] == 0 && reds[9] == 255 && abs(reds[5] - 149) < 4)
}
