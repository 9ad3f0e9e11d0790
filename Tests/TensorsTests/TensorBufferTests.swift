import Tensors
import Testing

@Suite struct TensorBufferTests {
  @Test func theTensorIsTheMemoryThatWasFilled() {
    let buffer = TensorBuffer([2, 2])
    let place = buffer.pointer
    for index in 0..<buffer.count { buffer.pointer[index] = Float(index) }
    let tensor = buffer.finish()
    #expect(tensor.shape == [2, 2] && tensor.values == [0, 1, 2, 3] && tensor.pointer == UnsafePointer(place))
  }

  @Test func zeros() {
    for _ in 0..<3 {
      let used = TensorBuffer([100])
      used.pointer.update(repeating: 1, count: 100)
      _ = used.finish()
      #expect(TensorBuffer(zeros: [100]).finish().values.allSatisfy { $0 == 0 })
    }
  }

  @Test func aBufferThatIsNotFinishedGoesBackToThePool() {
    let pool = StoragePool()
    StoragePool.$current.withValue(pool) {
      for isNeeded in [true, false] {
        let buffer = isNeeded ? TensorBuffer([10]) : nil
        let place = buffer.pointer
        #expect((place != nil) == isNeeded && (pool.liveBytes > 0) == isNeeded)
      }
    }
    #expect(pool.liveBytes == 0)
  }
}
