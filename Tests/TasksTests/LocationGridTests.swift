import Foundation
import Tasks
import Testing

@Suite struct LocationGridTests {
  @Test(arguments: [
    (0, 640, 0), (639.9, 640, 999), (480, 480, 999), (-3, 640, 0), (0.64, 640, 1), (0.6399, 640, 0), (33.6, 640, 52), (1e30, 640, 999),
    (Float.nan, 640, 0), (Float.infinity, 640, 999), (-Float.infinity, 640, 0),
  ])
  func `a coordinate falls into a bin`(coordinate: Float, size: Int, bin: Int) {
    #expect(LocationGrid.bin(of: coordinate, size: size) == bin)
  }

  @Test func `a bin stands for its middle`() {
    #expect(LocationGrid.coordinate(of: 52, size: 640) == 33.599998)
    for size in [1, 7, 480, 640, 1000, 4031] {
      for bin in 0...999 { #expect(LocationGrid.bin(of: LocationGrid.coordinate(of: bin, size: size), size: size) == bin) }
    }
  }

  @Test(arguments: [
    (0, 640, 0), (639, 640, 998), (640, 640, 999), (641, 640, 999), (-3, 640, 0), (1, 3, 333), (2, 3, 666), (120, 480, 250),
    (119, 480, 247),
  ])
  func `a pixel falls into a bin`(pixel: Int, size: Int, bin: Int) {
    #expect(LocationGrid.bin(ofPixel: pixel, size: size) == bin)
  }

  @Test func `the two roundings are two`() {
    let pixels = (1...1200).flatMap { size in (0...size).map { (pixel: $0, size: size) } }
    let others = pixels.filter {
      LocationGrid.bin(ofPixel: $0.pixel, size: $0.size) != LocationGrid.bin(of: Float($0.pixel), size: $0.size)
    }
    #expect(!others.isEmpty)
    #expect(others.allSatisfy { ($0.pixel * 1000).isMultiple(of: $0.size) })
  }

  @Test func `bins are the processor's`() throws {
    struct BinRow: Decodable {
      var coordinate: Float
      var size: Int
      var bin: Int

      init(from decoder: any Decoder) throws {
        var row = try decoder.unkeyedContainer()
        coordinate = try row.decode(Float.self)
        size = try row.decode(Int.self)
        bin = try row.decode(Int.self)
      }
    }
    let rows = try AnswerFixture.decode([BinRow].self, from: "bins.json")
    #expect(rows.count == 300)
    for row in rows { #expect(LocationGrid.bin(of: row.coordinate, size: row.size) == row.bin, "\(row)") }
  }
}
