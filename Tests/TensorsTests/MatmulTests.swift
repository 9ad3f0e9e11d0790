import CKernels
import Essentials
import Synchronization
import Tensors
import TestSupport
import Testing

@Suite struct MatmulTests {
  /// a, b or c inside a larger array whose other elements must stay as they are.
  private struct Operand {
    let tensor: Tensor
    let matrix: Matrix
    let rows: Int
    let columns: Int

    init(rows: Int, columns: Int, transposed: Bool = false, stream: Int) {
      let (outer, inner) = transposed ? (columns, rows) : (rows, columns)
      var random = PhiloxGenerator(seed: 7, stream: UInt64(stream))
      let stride = inner + 3
      tensor = Tensor((0..<(outer * stride)).map { _ in random.normal() }, shape: [outer, stride])
      matrix = Matrix(tensor.pointer, stride: stride, transposed: transposed)
      (self.rows, self.columns) = (rows, columns)
    }

    subscript(row: Int, column: Int) -> Float {
      matrix.isTransposed ? tensor.pointer[column * matrix.stride + row] : tensor.pointer[row * matrix.stride + column]
    }
  }

  /// The product in double precision, written over a copy of c's array.
  private func reference(_ a: Operand, _ b: Operand, _ c: Operand, alpha: Float, beta: Float) -> [Float] {
    var values = c.tensor.values
    for row in 0..<c.rows {
      for column in 0..<c.columns {
        var sum = 0.0
        for k in 0..<a.columns { sum += Double(a[row, k]) * Double(b[k, column]) }
        let old = beta == 0 ? 0 : Double(beta) * Double(c[row, column])
        values[row * c.matrix.stride + column] = Float(Double(alpha) * sum + old)
      }
    }
    return values
  }

  private func check(
    _ m: Int, _ n: Int, _ k: Int, _ first: Bool, _ second: Bool, alpha: Float, beta: Float,
    by product: (Matrix, Matrix, MutableMatrix, Float, Float) -> Void
  ) {
    let a = Operand(rows: m, columns: k, transposed: first, stream: 1)
    let b = Operand(rows: k, columns: n, transposed: second, stream: 2)
    let c = Operand(rows: m, columns: n, stream: 3)
    let expected = reference(a, b, c, alpha: alpha, beta: beta)
    var result = c.tensor
    result.withMutablePointer {
      if beta == 0, m > 0, n > 0 { $0[0] = .nan }  // must not be read
      product(a.matrix, b.matrix, MutableMatrix($0, stride: c.matrix.stride), alpha, beta)
    }
    let fault = difference(result.values, expected, relative: 3e-6, absolute: 1e-5)
    #expect(fault == nil, "\(m) x \(n) x \(k), transposed \(first) \(second), alpha \(alpha), beta \(beta)")
  }

  private func checkAll(_ m: Int, _ n: Int, _ k: Int, by product: (Matrix, Matrix, MutableMatrix, Float, Float) -> Void) {
    for (first, second) in [(false, false), (false, true), (true, false), (true, true)] {
      for (alpha, beta) in [(1, 0), (1, 1), (-0.5, 0.25), (2, 0)] as [(Float, Float)] {
        check(m, n, k, first, second, alpha: alpha, beta: beta, by: product)
      }
    }
  }

  @Test(arguments: [1, 2, 3, 4, 5, 8, 16, 17, 19]) func everyRoutine(_ m: Int) {
    for n in [1, 2, 3, 7, 8, 15, 16, 17, 33] {
      for k in [0, 1, 2, 3, 8, 16, 17, 65] {
        checkAll(m, n, k) { multiply($0, $1, into: $2, m: m, n: n, k: k, alpha: $3, beta: $4) }
      }
    }
  }

  /// Extents at which the thin kernels begin another tile of a row.
  @Test(arguments: [(3, 5, 1024), (5, 3, 1023), (2, 2, 2050), (3, 256, 64), (5, 257, 130), (9, 1030, 5), (1025, 8, 3)])
  func everyTile(_ m: Int, _ n: Int, _ k: Int) {
    checkAll(m, n, k) { multiply($0, $1, into: $2, m: m, n: n, k: k, alpha: $3, beta: $4) }
  }

  /// Shapes that are partitioned by rows, by columns, along k, and not at all.
  @Test(arguments: [(1030, 20, 30), (150, 260, 20), (24, 20, 4500), (4, 700, 300), (10, 10, 10), (300, 30, 40), (5, 6, 9000)])
  func partitionsMakeNoDifference(_ m: Int, _ n: Int, _ k: Int) {
    checkAll(m, n, k) { multiplyBlocked($0, $1, into: $2, m: m, n: n, k: k, alpha: $3, beta: $4) }
  }

  @Test func partitionsAreWhatTheShapesSay() {
    #expect(Partition(m: 36864, n: 128, k: 512) == .rows(293))
    #expect(Partition(m: 2304, n: 2048, k: 512) == .rows(19))
    #expect(Partition(m: 590, n: 768, k: 768) == .rows(8))
    #expect(Partition(m: 64, n: 51289, k: 768) == .columns(832))
    #expect(Partition(m: 1, n: 51289, k: 768) == .columns(832))
    #expect(Partition(m: 64, n: 768, k: 51289) == .depth(3232))
    #expect(Partition(m: 8, n: 1024, k: 9216) == .depth(576))
    #expect(Partition(m: 3, n: 4, k: 5) == .columns(4))
  }

  @Test(arguments: [(1100, 40, 50), (90, 300, 60), (24, 20, 4500), (3, 700, 300)])
  func sameBitsWhateverTheThreads(_ m: Int, _ n: Int, _ k: Int) {
    let a = Operand(rows: m, columns: k, stream: 4)
    let b = Operand(rows: k, columns: n, transposed: true, stream: 5)
    let results = Threads.each([1, 2, 3, 7]) {
      let c = TensorBuffer([m, n])
      multiplyBlocked(a.matrix, b.matrix, into: MutableMatrix(c.pointer, stride: n), m: m, n: n, k: k)
      return c.finish().values
    }
    for result in results.dropFirst() { #expect(result == results[0]) }
  }

  /// What is fused with a product makes each number of the first factor once, and sees each of the result once, when it is final.
  @Test(arguments: [(1100, 20, 300), (1100, 520, 700), (90, 300, 60), (24, 20, 4500), (300, 520, 12_000), (3, 4, 5)])
  func fillsAndFinishes(_ m: Int, _ n: Int, _ k: Int) {
    let a = Tensor.zeros([m, k])
    let b = Tensor(repeating: 1, shape: [k, n])
    for isProduct in [true, false] {
      let made = TensorBuffer(zeros: [m, k])
      let c = TensorBuffer(zeros: [m, n])
      let (times, numbers) = (made.pointer, c.pointer)
      let product = BlockedProduct(m: m, n: n, k: k)
      var fusion = ProductFusion()
      fusion.fill = { tile, terms, block in
        precondition(tile.index < (isProduct ? product.filledTiles : product.plainTiles) && terms.count <= ck_slice)
        for row in tile.rows {
          for term in terms {
            times[row * k + term] += 1
            block[(row - tile.rows.lowerBound) * ck_block_stride + term - terms.lowerBound] = Float(row % 5)
          }
        }
      }
      fusion.finish = { tile, columns in
        precondition(tile.index < (isProduct ? product.finishedTiles : product.plainTiles) && columns.count <= 256)
        for row in tile.rows {
          precondition((0..<k).allSatisfy { times[row * k + $0] == 1 })
          for column in columns { numbers[row * n + column] += 0.5 }
        }
      }
      if isProduct {
        product.run(Matrix(a), Matrix(b), into: MutableMatrix(numbers, stride: n), fusion)
      } else {
        product.runWithoutProduct(fusion)
      }
      let result = c.finish()
      _ = made.finish()
      let expected = (0..<m).map { row in (isProduct ? Float(row % 5) * Float(k) : 0) + 0.5 }
      #expect((0..<m).allSatisfy { row in (0..<n).allSatisfy { result.pointer[row * n + $0] == expected[row] } })
    }
  }

  /// Weights in 16 bits give what the same numbers in 32 give, to the bit: they are widened exactly.
  @Test(arguments: [(590, 300, 520), (300, 33, 70), (2, 300, 520), (16, 77, 1030), (17, 40, 30), (70, 900, 40)])
  func halvesAreWidenedExactly(_ m: Int, _ n: Int, _ k: Int) {
    for dtype in [DType.float16, .bfloat16] {
      for isTransposed in [false, true] {
        // Any bits but those of infinities and NaN.
        let bits = (0..<n * k).map { UInt16(truncatingIfNeeded: $0 &* 40503 >> 3) & 0xBBFF | UInt16($0 % 3) << 10 }
        let halves = HalfStorage(bits)
        let stored = StoredTensor(borrowing: halves.numbers, dtype, shape: isTransposed ? [n, k] : [k, n], owner: halves)
        let a = Operand(rows: m, columns: k, stream: 4)
        func product(_ b: Matrix) -> Tensor {
          let result = TensorBuffer([m, n])
          multiplyBlocked(a.matrix, b, into: MutableMatrix(result.pointer, stride: n), m: m, n: n, k: k)
          return result.finish()
        }
        let c = product(Matrix(stored, transposed: isTransposed))
        let wide = stored.widened
        #expect(stored.floats == nil && StoredTensor(wide).dtype == .float32)
        // A thin first factor goes another way when the second is not transposed, so sums may be rounded in another order.
        let d = product(Matrix(wide, transposed: isTransposed))
        if m > 16 || isTransposed {
          #expect(c.values == d.values)
        } else {
          #expect(difference(c, d, relative: 1e-5, absolute: 1e-5) == nil)
        }
      }
    }
  }

  @Test func theLibraryIsThere() throws {
    #expect(LinearAlgebra.kernels.hasPrefix("OpenBLAS, "))
  }
}

/// 16-bit numbers in memory of their own.
private final class HalfStorage {
  let numbers: UnsafeMutableRawPointer

  init(_ bits: [UInt16]) {
    numbers = .allocate(byteCount: bits.count * 2 + 2, alignment: 16)
    bits.withUnsafeBytes { numbers.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
  }

  deinit { numbers.deallocate() }
}
