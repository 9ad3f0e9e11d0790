import Datasets
import Essentials
import Images
import Testing

@Test(arguments: 1...40)
func aFigureFillsItsSquare(_ side: Int) {
  for figure in Figure.allCases {
    let covered = (0..<side * side).filter { figure.covers(column: $0 % side, row: $0 / side, side: side) }
    let (columns, rows) = (covered.map { $0 % side }, covered.map { $0 / side })
    #expect(columns.min() == 0 && columns.max() == side - 1 && rows.min() == 0 && rows.max() == side - 1, "\(figure)")
    // Each is its own mirror image.
    #expect(
      Set(columns.indices.map { [side - 1 - columns[$0], rows[$0]] }) == Set(columns.indices.map { [columns[$0], rows[$0]] }), "\(figure)")
    #expect(!figure.covers(column: -1, row: 0, side: side) && !figure.covers(column: 0, row: side, side: side))
    let share = Double(covered.count) / Double(side * side)
    if side >= 20 { #expect(abs(share - [.square: 1, .circle: 0.785, .triangle: 0.5][figure, default: 0]) < 0.06, "\(figure) \(share)") }
  }
}

@Test(arguments: [ImageSize(width: 160, height: 120), ImageSize(width: 32, height: 32), ImageSize(width: 45, height: 200)])
func everyBoxIsExactToThePixel(_ size: ImageSize) {
  for stream in UInt64(0)..<40 {
    var generator = PhiloxGenerator(seed: 42, stream: stream)
    let (image, shapes) = ShapeScenes(size: size).draw(using: &generator)
    #expect(image.size == size && !shapes.isEmpty)
    func shows(_ colour: Colour, _ x: Int, _ y: Int) -> Bool {
      let start = (y * size.width + x) * 3
      return zip(image.pixels[start..<start + 3], [colour.red, colour.green, colour.blue])
        .allSatisfy { abs(Int($0) - $1) <= ShapeScenes.noise }
    }
    for shape in shapes {
      let box = shape.object
      // The squares lie two pixels apart: what shows this colour within one pixel of the box belongs to it.
      var found: [(x: Int, y: Int)] = []
      for y in max(0, box.top - 1)..<min(size.height, box.bottom + 1) {
        for x in max(0, box.left - 1)..<min(size.width, box.right + 1) where shows(shape.colour, x, y) { found.append((x, y)) }
      }
      #expect(found.map(\.x).min() == box.left && found.map(\.x).max() == box.right - 1, "\(stream) \(shape)")
      #expect(found.map(\.y).min() == box.top && found.map(\.y).max() == box.bottom - 1, "\(stream) \(shape)")
    }
    for colour in Set(shapes.map(\.colour)) {
      for index in 0..<size.width * size.height where shows(colour, index % size.width, index / size.width) {
        let (x, y) = (index % size.width, index / size.width)
        #expect(shapes.contains { $0.object.left..<$0.object.right ~= x && $0.object.top..<$0.object.bottom ~= y }, "\(stream): \(x), \(y)")
      }
    }
  }
}

@Test func answersNameAllShapesFromLeftToRight() {
  var labels: [String: Int] = [:]
  var counts: [Int: Int] = [:]
  for index in 0..<300 {
    var generator = PhiloxGenerator(seed: 7, stream: UInt64(index))
    let (_, shapes) = ShapeScenes().draw(using: &generator)
    generator = PhiloxGenerator(seed: 7, stream: UInt64(index))
    let scene = ShapeScenes().scene(size: ShapeScenes().standardSize, using: &generator)
    let annotations = ShapeScenes().annotations(of: scene, for: [.detection], 1, using: &generator)
    #expect(annotations.map(\.prefix) == ["<OD>"])
    #expect(annotations.first?.suffix == SceneObject.answer(naming: shapes.map(\.object), in: ImageSize(width: 160, height: 120)))
    #expect(shapes.map(\.left) == shapes.map(\.left).sorted())
    counts[shapes.count, default: 0] += 1
    for shape in shapes { labels[shape.figure.rawValue, default: 0] += 1 }
  }
  #expect(Set(counts.keys) == [1, 2, 3, 4])
  #expect(counts.values.allSatisfy { $0 > 40 })
  let all = labels.values.reduce(0, +)
  #expect(Set(labels.keys) == ["square", "circle", "triangle"])
  #expect(labels.values.allSatisfy { $0 * 10 > all * 2 })
}
