import Tensors
import Testing

@Suite struct StoredTensorTests {
  private final class Halves {
    let numbers: UnsafeMutablePointer<UInt16>

    init(_ bits: [UInt16]) {
      numbers = .allocate(capacity: bits.count)
      numbers.update(from: bits, count: bits.count)
    }

    deinit { numbers.deallocate() }
  }

  @Test func halvesAreWidened() {
    // 1, -2, 0.5 and infinity.
    let half = Halves([0x3C00, 0xC000, 0x3800, 0x7C00])
    let stored = StoredTensor(borrowing: half.numbers, .float16, shape: [2, 2], owner: half)
    #expect(stored.floats == nil && stored.dtype == .float16 && stored.widened.values == [1, -2, 0.5, .infinity])
    let short = Halves([0x3F80, 0xC000])
    #expect(StoredTensor(borrowing: short.numbers, .bfloat16, shape: [2], owner: short).widened.values == [1, -2])
  }

  @Test func floatsAreTheTensorItself() {
    let tensor = Tensor([1, 2], shape: [2])
    let stored = StoredTensor(tensor)
    #expect(stored.dtype == .float32 && stored.widened.pointer == tensor.pointer)
    #expect(stored.isSame(as: StoredTensor(tensor)) && !stored.isSame(as: StoredTensor(tensor.copy())))
  }

  /// Halves keep their owner for as long as somebody may read them.
  @Test func theOwnerStays() {
    var halves: Halves? = Halves([0x3C00])
    weak let owner = halves
    var stored: StoredTensor? = StoredTensor(borrowing: halves!.numbers, .float16, shape: [1], owner: halves!)
    halves = nil
    #expect(owner != nil && stored?.widened.values == [1])
    stored = nil
    #expect(owner == nil)
  }
}
