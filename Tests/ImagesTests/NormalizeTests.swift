import Foundation
import Images
import Testing

@Suite struct NormalizeTests {
  @Test func everyByteInEveryChannelHasTheBitsOfTheReference() throws {
    let reference: ImageFixtures.Normalizing = try ImageFixtures.cases("normalizing")
    let image = Image(width: 16, height: 16, pixels: [UInt8](reference.pixels))
    #expect(reference.cases.count == 3)
    for expected in reference.cases {
      let values = image.normalized(mean: expected.mean, standardDeviation: expected.standardDeviation, rescale: expected.rescale)
      let bits = expected.values.withUnsafeBytes { $0.bindMemory(to: UInt32.self).map(UInt32.init(littleEndian:)) }
      #expect(values.map(\.bitPattern) == bits)
    }
  }

  @Test func channelsStayInterleaved() {
    let image = Image(width: 2, height: 1, pixels: [0, 10, 20, 30, 40, 50])
    let values = image.normalized(mean: [0, 0, 0], standardDeviation: [1, 2, 4], rescale: 1)
    #expect(values == [0, 5, 5, 30, 20, 12.5])
  }
}
