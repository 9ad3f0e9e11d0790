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

  /// In every block and at either end of one, aligned or not.
  @Test func numbersThatAreNoneAreCounted() {
    let count = (1 << 18) + 77
    var tensor = Tensor((0..<count).map { Float($0) - 1000 }, shape: [count])
    #expect(tensor.nonFiniteCount == 0)
    tensor.withMutablePointer { ($0[0], $0[(1 << 18) - 1], $0[1 << 18], $0[count - 1]) = (.nan, .infinity, -.infinity, .signalingNaN) }
    #expect(tensor.nonFiniteCount == 4 && Tensor([], shape: [0]).nonFiniteCount == 0)
    // The largest, the smallest and the most negative numbers, and what is none.
    let halves = Halves([0x7BFF, 0x0001, 0xFBFF, 0x7C00, 0xFC00, 0x7E01, 0xFFFF])
    #expect(StoredTensor(borrowing: halves.numbers, .float16, shape: [7], owner: halves).nonFiniteCount == 4)
    #expect(StoredTensor(borrowing: UnsafeRawPointer(halves.numbers) + 2, .float16, shape: [3], owner: halves).nonFiniteCount == 1)
    let shorts = Halves([0x7F7F, 0x0001, 0xFF7F, 0x7C00, 0x7F80, 0xFF80, 0x7FC0, 0x7F81])
    #expect(StoredTensor(borrowing: shorts.numbers, .bfloat16, shape: [8], owner: shorts).nonFiniteCount == 4)
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
