import Essentials
import Testing

/// The known answers that Random123 publishes for philox4x32-10 (`kat_vectors`).
@Test(arguments: [
  (
    UInt64(0), SIMD4<UInt32>(0, 0, 0, 0),
    SIMD4<UInt32>(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8)
  ),
  (
    UInt64.max, SIMD4<UInt32>(repeating: .max),
    SIMD4<UInt32>(0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD)
  ),
  (
    UInt64(0x299F_31D0_A409_3822), SIMD4<UInt32>(0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344),
    SIMD4<UInt32>(0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1)
  ),
])
func philoxGivesTheKnownAnswers(key: UInt64, counter: SIMD4<UInt32>, expected: SIMD4<UInt32>) {
  #expect(Philox.words(key: key, counter: counter) == expected)
}

@Test func aGeneratorReadsItsBlocksInOrder() {
  var generator = PhiloxGenerator(seed: 7, stream: 0x1_0000_0003)
  for block in UInt32(0)..<3 {
    let words = Philox.words(key: 7, counter: SIMD4(block, 0, 3, 1))
    #expect(generator.next() == UInt64(words[0]) | UInt64(words[1]) << 32)
    #expect(generator.next() == UInt64(words[2]) | UInt64(words[3]) << 32)
  }
}

@Test func numbersComeFromTheFirstWords() {
  // next() is 0xE169C58D6627E8D5 and 0x9B00DBD8BC57AC4C: 0.8805 and 0.6055 of 2^64.
  var generator = PhiloxGenerator(seed: 0, stream: 0)
  #expect(generator.uniform() == Float(0xE1_69C5) / 16_777_216)
  generator = PhiloxGenerator(seed: 0, stream: 0)
  #expect([generator.index(below: 10), generator.index(below: 10)] == [8, 6])
  #expect(generator.index(below: 1) == 0)
  generator = PhiloxGenerator(seed: 0, stream: 0)
  // Fisher and Yates from the end: place 3 takes place 3 (0.8805 * 4), place 2 takes place 1 (0.6055 * 3).
  #expect(Array(generator.permutation(of: 4).suffix(2)) == [1, 3])
}

@Test func normalsAreNormal() {
  var generator = PhiloxGenerator(seed: 42, stream: 1)
  let draws = (0..<100_000).map { _ in Double(generator.normal()) }
  let mean = draws.reduce(0, +) / 100_000
  let variance = draws.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 100_000
  #expect(abs(mean) < 0.01)
  #expect(abs(variance - 1) < 0.015)
  for (bound, share) in [(-1.0, 0.158655), (0, 0.5), (1, 0.841345), (2, 0.977250)] {
    #expect(abs(Double(draws.count { $0 < bound }) / 100_000 - share) < 0.005)
  }
}

@Test func uniformsAndIndicesFillTheirRangeEvenly() {
  var generator = PhiloxGenerator(seed: 42, stream: 2)
  var tenths = [Int](repeating: 0, count: 10)
  var sevenths = [Int](repeating: 0, count: 7)
  for _ in 0..<70_000 {
    let uniform = generator.uniform()
    #expect(uniform >= 0 && uniform < 1)
    tenths[Int(uniform * 10)] += 1
    sevenths[generator.index(below: 7)] += 1
  }
  #expect(tenths.allSatisfy { abs($0 - 7_000) < 400 })
  #expect(sevenths.allSatisfy { abs($0 - 10_000) < 450 })
}

@Test func everyPermutationIsEquallyLikely() {
  var counts: [[Int]: Int] = [:]
  for stream in UInt64(0)..<24_000 {
    var generator = PhiloxGenerator(seed: 42, stream: stream)
    counts[generator.permutation(of: 4), default: 0] += 1
  }
  #expect(counts.count == 24)
  // 23 degrees of freedom: a fair shuffle stays below 50 in 99.9 % of the seeds.
  let chiSquare = counts.values.map { Double(($0 - 1000) * ($0 - 1000)) / 1000 }.reduce(0, +)
  #expect(chiSquare < 50)
}

@Test func aPermutationHoldsEveryIndexOnce() {
  for count in [0, 1, 2, 3, 100] {
    var generator = PhiloxGenerator(seed: 1, stream: 9)
    #expect(generator.permutation(of: count).sorted() == Array(0..<count))
  }
}

@Test func anIndexBelowABoundNearTheTopOfIntIsUnbiased() {
  // A bound of 3/4 of 2^63 makes a biased draw of thirds visible at once.
  var generator = PhiloxGenerator(seed: 3, stream: 3)
  let bound = 3 << 61
  var thirds = [0, 0, 0]
  for _ in 0..<30_000 { thirds[generator.index(below: bound) / (1 << 61)] += 1 }
  #expect(thirds.allSatisfy { abs($0 - 10_000) < 400 })
}
