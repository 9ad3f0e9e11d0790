import CKernels
import Tensors
import Testing

@Suite struct ConversionKernelTests {
  private let all = (0...UInt16.max).map { $0 }

  /// Every half-precision number there is, at an address without alignment.
  @Test func halvesAreWidenedExactly() {
    let bytes: [UInt8] = [0] + all.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    let widened = bytes.withUnsafeBytes { bytes in
      written(all.count) { ck_widen_half(all.count, bytes.baseAddress.map { $0 + 1 }, $0) }
    }
    for (bits, value) in zip(all, widened) {
      let expected = Float(Float16(bitPattern: bits))
      #expect(expected.isNaN ? value.isNaN : value.bitPattern == expected.bitPattern, "half \(bits)")
    }
  }

  @Test func bfloatsAreWidenedExactly() {
    let widened = written(all.count) { ck_widen_bfloat(all.count, all, $0) }
    for (bits, value) in zip(all, widened) { #expect(value.bitPattern == UInt32(bits) << 16) }
  }
}
