import Tensors
import Testing

@Suite struct StoragePoolTests {
  @Test func classesWasteAnEighthAtMost() {
    var last = 0
    for count in Array(0...5000) + [1 << 20, (1 << 20) + 1, 51289 * 768, 12_345_678] {
      let capacity = StoragePool.capacity(for: count)
      #expect(capacity >= count && capacity >= 64 && capacity % 64 == 0)
      #expect(count < 1024 || capacity <= count + count / 8 + 64, "\(capacity) for \(count)")
      #expect(count > 5000 || capacity >= last)
      #expect(StoragePool.capacity(for: capacity) == capacity)
      last = capacity
    }
  }

  @Test func blocksAreReusedAndCounted() {
    let pool = StoragePool()
    StoragePool.$current.withValue(pool) {
      for count in [1, 1000, 3 << 20] {
        let reserved = pool.reservedBytes
        let first = TensorBuffer([count]).finish()
        let address = first.pointer
        #expect(pool.liveBytes == first.storage.capacity * 4)
        #expect(pool.reservedBytes == reserved + first.storage.capacity * 4)
        #expect(UInt(bitPattern: address) % (count > 1 << 20 ? 2 << 20 : 64) == 0)
        _ = consume first
        #expect(pool.liveBytes == 0)
        let second = TensorBuffer([count])
        let place = UnsafePointer(second.pointer)
        #expect(place == address)
        second.pointer[count - 1] = 1
      }
    }
    #expect(pool.liveBytes == 0)
  }

  @Test func whatNobodyTookForLongGoesBackWhenMoreIsNeeded() {
    let pool = StoragePool(patience: 10)
    StoragePool.$current.withValue(pool) {
      _ = TensorBuffer([100_000]).finish()
      let large = pool.reservedBytes
      for _ in 0..<20 { _ = TensorBuffer([100]).finish() }
      #expect(pool.reservedBytes == large + 512, "blocks of a known size are reused")
      let other = TensorBuffer([300]).finish()
      #expect(pool.reservedBytes == 512 + other.storage.capacity * 4)
      #expect(pool.liveBytes == other.storage.capacity * 4)
    }
  }

  @Test func aWarmStepTakesNothingFromTheSystem() {
    let pool = StoragePool()
    StoragePool.$current.withValue(pool) {
      let step = Self.makeStep()
      step()
      let reserved = pool.reservedBytes
      for _ in 0..<3 { step() }
      #expect(pool.reservedBytes == reserved)
    }
    #expect(pool.liveBytes == 0)
  }

  @Test func aDroppedTapeLetsGoOfAllItKept() {
    let pool = StoragePool()
    StoragePool.$current.withValue(pool) {
      let x = Tensor.zeros([4, 8])
      do {
        let tape = Tape()
        let leaf = tape.leaf(x)
        let output = leaf.activated(.gelu).activated(.gelu).added(to: leaf)
        #expect(output.isTracked)
        #expect(pool.liveBytes > x.storage.capacity * 4)
      }
      #expect(pool.liveBytes == x.storage.capacity * 4)
    }
  }

  /// A training step of a small network, with every kind of thing that is kept.
  static func makeStep() -> () -> Void {
    let (width, hidden, vocabulary) = (24, 48, 50)
    func weights(_ shape: [Int]) -> Tensor { Tensor((0..<shape.elementCount).map { Float($0 % 7) * 0.1 - 0.3 }, shape: shape) }
    let (wide, wideBias, narrow) = (weights([hidden, width]), weights([hidden]), weights([width, hidden]))
    let (down, up, norm, normBias, head) = (
      weights([4, hidden]), weights([width, 4]), weights([width]), weights([width]), weights([vocabulary, width])
    )
    let ids: [Int32] = (0..<12).map { Int32($0 * 5 % 50) }
    return {
      let tape = Tape()
      let dropout = Dropout(probability: 0.2, seed: 1, epoch: 0, samples: [0, 1], place: 0)
      let x = Tensor.embedding(ids, batch: 2, table: StoredTensor(head), paddingID: nil)
      let inner = x.linear(wide, tape.leaf(wideBias))
      let map = LowRankMap(down: tape.leaf(down), up: tape.leaf(up), scaling: 2, dropout: dropout)
      let outer = inner.linear(narrow, nil, after: .gelu, lowRank: map)
      let y = outer.addedAndNormalized(to: x, dropout: dropout, tape.leaf(norm), normBias, epsilon: 1e-5)
      tape.backward(y.linear(head, nil).crossEntropySum(labels: ids, ignoring: -100), scale: 0.5)
    }
  }
}
