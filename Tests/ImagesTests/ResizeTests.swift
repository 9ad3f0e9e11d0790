import Foundation
import Images
import Testing

@Suite struct ResizeTests {
  @Test(arguments: try ImageFixtures.cases("resizing") as [ImageFixtures.Resizing])
  func everyByteIsPillows(_ expected: ImageFixtures.Resizing) {
    let image = Image(width: expected.width, height: expected.height, pixels: [UInt8](expected.pixels))
    let resized = image.resized(width: expected.newWidth, height: expected.newHeight)
    #expect(resized.size == ImageSize(width: expected.newWidth, height: expected.newHeight))
    #expect(resized.pixels == [UInt8](expected.resized))
  }

  @Test func thereAreCases() throws {
    let cases: [ImageFixtures.Resizing] = try ImageFixtures.cases("resizing")
    #expect(cases.count == 40)
  }

  /// Weights sum to one and clamping keeps the ends: a plain picture stays plain at any size.
  @Test func plainStaysPlain() {
    for value: UInt8 in [0, 1, 127, 254, 255] {
      let image = Image(width: 7, height: 5, pixels: [UInt8](repeating: value, count: 105))
      for (width, height) in [(1, 1), (3, 9), (64, 2), (65, 33), (768, 5)] {
        #expect(image.resized(width: width, height: height).pixels.allSatisfy { $0 == value })
      }
    }
  }

  /// Both passes in plain Swift, for sizes beyond the fixtures: every block of the vectorised columns and every tail.
  @Test func agreesWithTheDefinition() {
    for (width, height, newWidth, newHeight) in [(9, 40, 21, 13), (50, 11, 22, 30), (31, 7, 43, 8)] {
      let pixels = (0..<width * height * 3).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }
      let image = Image(width: width, height: height, pixels: pixels)
      let rows = resampledRows(pixels, width: width, height: height, newWidth: newWidth)
      let turned = transposed(rows, width: newWidth, height: height)
      let columns = resampledRows(turned, width: height, height: newWidth, newWidth: newHeight)
      #expect(image.resized(width: newWidth, height: newHeight).pixels == transposed(columns, width: newHeight, height: newWidth))
    }
  }

  private func resampledRows(_ pixels: [UInt8], width: Int, height: Int, newWidth: Int) -> [UInt8] {
    let scale = Double(width) / Double(newWidth)
    let widening = max(scale, 1)
    var result: [UInt8] = []
    for y in 0..<height {
      for x in 0..<newWidth {
        let center = (Double(x) + 0.5) * scale
        let taps = max(0, Int(center - 2 * widening + 0.5))..<min(width, Int(center + 2 * widening + 0.5))
        let weights = taps.map { cubic((Double($0) - center + 0.5) / widening) }
        let sum = weights.reduce(0, +)
        for channel in 0..<3 {
          let value = zip(taps, weights).reduce(1 << 21) { total, tap in
            total + Int(pixels[(y * width + tap.0) * 3 + channel]) * Int((tap.1 / sum * 0x1p22).rounded(.toNearestOrAwayFromZero))
          }
          result.append(UInt8(clamping: value >> 22))
        }
      }
    }
    return result
  }

  private func cubic(_ x: Double) -> Double {
    let x = abs(x)
    return x < 1 ? 1.5 * x * x * x - 2.5 * x * x + 1 : x < 2 ? -0.5 * x * x * x + 2.5 * x * x - 4 * x + 2 : 0
  }

  private func transposed(_ pixels: [UInt8], width: Int, height: Int) -> [UInt8] {
    var result: [UInt8] = []
    for x in 0..<width {
      for y in 0..<height {
        let start = (y * width + x) * 3
        result += pixels[start..<start + 3]
      }
    }
    return result
  }
}
