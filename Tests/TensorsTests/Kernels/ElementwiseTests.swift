import CKernels
import Tensors
import Testing

@Suite struct ElementwiseKernelTests {
  @Test(arguments: awkwardCounts) func everyCount(_ count: Int) {
    let a = (0..<count).map { Float($0) - 20 }
    let b = (0..<count).map { Float($0 % 9) * 0.5 }
    let sums = zip(a, b).map { $0 + $1 }
    let products = zip(a, b).map { $0 * $1 }
    #expect(written(count) { ck_add(count, a, b, $0) } == sums)
    #expect(
      written(count) {
        $0.update(from: a, count: count); ck_add(count, $0, b, $0)
      } == sums)
    #expect(
      written(count) {
        $0.update(from: b, count: count); ck_add(count, a, $0, $0)
      } == sums)
    #expect(written(count) { ck_multiply(count, a, b, $0) } == products)
    #expect(
      written(count) {
        $0.update(from: a, count: count); ck_multiply_add(count, a, b, $0)
      } == zip(a, products).map { $0 + $1 })
    #expect(
      written(count) {
        $0.update(from: a, count: count); ck_axpy(count, 2, b, $0)
      } == zip(a, b).map { $0 + 2 * $1 })
    #expect(
      written(count) {
        $0.update(from: a, count: count); ck_scale(count, -0.5, $0)
      } == a.map { $0 * -0.5 })
  }
}
