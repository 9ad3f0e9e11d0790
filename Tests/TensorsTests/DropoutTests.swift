import CKernels
import Essentials
import Tensors
import Testing

@Suite struct DropoutTests {
  /// Known answers for Philox4x32-10, from the Random123 library's kat_vectors.
  private static let known: [(counter: SIMD4<UInt32>, key: UInt64, words: SIMD4<UInt32>)] = [
    (SIMD4(0, 0, 0, 0), 0, SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)),
    (SIMD4(repeating: .max), .max, SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)),
    (
      SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), 0x299f_31d0_a409_3822,
      SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
    ),
  ]

  @Test func philoxGivesTheKnownWords() {
    for (counter, key, words) in Self.known { #expect(Philox.words(key: key, counter: counter) == words) }
  }

  /// The kernel's own Philox, seen through what it drops: an element goes when its word is below probability * 2^32.
  @Test func theKernelDrawsTheKnownWords() {
    for (counter, seed, words) in Self.known {
      let key = ck_random_key(seed: seed, epoch: counter[3], sample: counter[2], place: counter[1])
      for word in 0..<4 {
        let element = Int(counter[0] / 16) * 64 + word * 16 + Int(counter[0] % 16)
        func isKept(_ probability: Double) -> Bool {
          var value: Float = 0
          ck_dropout(key, Float(probability), element, 1, [1], &value)
          return value != 0
        }
        let threshold = Double(words[word]) / 0x1p32
        #expect(isKept(threshold - 0x1p-22) && !isKept(threshold + 0x1p-22), "word \(word) of \(words)")
      }
    }
  }

  /// Any stretch of a place's elements gets the factors that those elements have.
  @Test func elementsKeepTheirFateWhereverAStretchBegins() {
    let key = ck_random_key(seed: 3, epoch: 1, sample: 4, place: 1)
    func factors(_ first: Int, _ count: Int) -> [Float] {
      [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
        ck_dropout_factors(key, 0.25, first, count, buffer.baseAddress)
        initialized = count
      }
    }
    let whole = factors(0, 1000)
    for (element, factor) in whole.enumerated() {
      let block = UInt32(element / 64 * 16 + element % 16)
      let word = Philox.words(key: 3, counter: SIMD4(block, 1, 4, 1))[element / 16 % 4]
      #expect(factor == (word < 1 << 30 ? 0 : 1 / 0.75))
    }
    for (first, count) in [(0, 1), (1, 63), (63, 2), (64, 64), (100, 500), (17, 983)] {
      #expect(factors(first, count) == Array(whole[first..<first + count]))
      let x = (0..<count).map { Float($0) - 7 }
      var copied = [Float](repeating: 9, count: count)
      ck_dropout(key, 0.25, first, count, x, &copied)
      #expect(copied == zip(x, whole[first...]).map { $0 * $1 })
    }
  }

  private func mask(
    _ probability: Float = 0.1, seed: UInt64 = 1, epoch: UInt32 = 0, samples: [UInt32] = [0], place: UInt32 = 0, count: Int = 40_000
  ) -> [Float] {
    let dropout = Dropout(probability: probability, seed: seed, epoch: epoch, samples: samples, place: place)
    return Tensor(repeating: 1, shape: [samples.count, count]).dropped(dropout).values
  }

  @Test(arguments: [0.05, 0.1, 0.5, 0.9] as [Float]) func keepsItsShareAndItsMean(_ probability: Float) {
    let values = mask(probability, count: 1_000_000)
    let kept = Double(values.count { $0 != 0 }) / Double(values.count)
    let deviation = (Double(probability * (1 - probability)) / Double(values.count)).squareRoot()
    #expect(abs(kept - Double(1 - probability)) < 4 * deviation)
    #expect(values.allSatisfy { $0 == 0 || $0 == 1 / (1 - probability) })
  }

  @Test func masksAreUnrelated() {
    let base = mask()
    let others = [mask(seed: 2), mask(seed: 1 << 32 | 1), mask(epoch: 1), mask(samples: [1]), mask(place: 1)]
    for other in others {
      let both = Double(zip(base, other).count { $0 == 0 && $1 == 0 }) / Double(base.count)
      #expect(abs(both - 0.01) < 0.002, "dropped in both: \(both)")
    }
    #expect(mask() == base)
  }

  /// A sample's mask does not depend on the batch it is in.
  @Test func samplesKeepTheirMasksInAnyBatch() {
    let together = mask(samples: [7, 3], count: 1000)
    #expect(Array(together[..<1000]) == mask(samples: [7], count: 1000))
    #expect(Array(together[1000...]) == mask(samples: [3], count: 1000))
  }

  @Test func dropPathDropsWholeSamplesAtItsRate() {
    let samples = (0..<2000).map(UInt32.init)
    let path = Dropout(probability: 0.1, seed: 5, epoch: 2, samples: samples, place: 3)
    let values = Tensor(repeating: 1, shape: [2000, 3]).added(to: .zeros([2000, 3]), dropPath: path).values
    var dropped = 0
    for sample in 0..<2000 {
      let word = Philox.words(key: 5, counter: SIMD4(0, 3, UInt32(sample), 2))[0]
      let expected: Float = word < UInt32(Double(Float(0.1)) * 0x1p32) ? 0 : 1 / 0.9
      #expect(values[sample * 3..<sample * 3 + 3].allSatisfy { abs($0 - expected) < 1e-6 })
      dropped += expected == 0 ? 1 : 0
    }
    #expect(abs(dropped - 200) < 60)
  }
}
