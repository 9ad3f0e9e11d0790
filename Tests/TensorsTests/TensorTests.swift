import Tensors
import Testing

@Suite struct TensorTests {
  @Test func whatIsAloneIsChangedInPlace() {
    var tensor = Tensor([1, 2, 3], shape: [3])
    let place = tensor.pointer
    tensor.withMutablePointer { $0[1] = 7 }
    #expect(tensor.values == [1, 7, 3] && tensor.pointer == place)
  }

  @Test func whatSomebodyElseReadsIsCopiedFirst() {
    var tensor = Tensor([1, 2, 3], shape: [3])
    let other = tensor
    tensor.withMutablePointer { $0[1] = 7 }
    #expect(tensor.values == [1, 7, 3] && other.values == [1, 2, 3])
  }

  /// Mapped memory cannot be written to at all.
  @Test func borrowedMemoryIsCopiedFirst() {
    let numbers = UnsafeMutablePointer<Float>.allocate(capacity: 2)
    defer { numbers.deallocate() }
    (numbers[0], numbers[1]) = (1, 2)
    final class Owner {}
    var tensor = Tensor(borrowing: numbers, shape: [2], owner: Owner())
    #expect(tensor.pointer == UnsafePointer(numbers))
    tensor.withMutablePointer { $0[0] = 5 }
    #expect(tensor.values == [5, 2] && numbers[0] == 1)
  }
}
