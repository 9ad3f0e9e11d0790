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
    by product: (Matrix, Matrix, Matrix, Float, Float) -> Void
  ) {
    let a = Operand(rows: m, columns: k, transposed: first, stream: 1)
    let b = Operand(rows: k, columns: n, transposed: second, stream: 2)
    let c = Operand(rows: m, columns: n, stream: 3)
    if beta == 0, m > 0, n > 0 { c.tensor.pointer[0] = .nan }  // must not be read
    let expected = reference(a, b, c, alpha: alpha, beta: beta)
    product(a.matrix, b.matrix, c.matrix, alpha, beta)
    let fault = difference(c.tensor.values, expected, relative: 3e-6, absolute: 1e-5)
    #expect(fault == nil, "\(m) x \(n) x \(k), transposed \(first) \(second), alpha \(alpha), beta \(beta)")
  }

  private func checkAll(_ m: Int, _ n: Int, _ k: Int, by product: (Matrix, Matrix, Matrix, Float, Float) -> Void) {
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

  /// Extents at which the thin kernels begin another piece of a row.
  @Test(arguments: [(3, 5, 1024), (5, 3, 1023), (2, 2, 2050), (3, 256, 64), (5, 257, 130), (9, 1030, 5), (1025, 8, 3)])
  func everyPiece(_ m: Int, _ n: Int, _ k: Int) {
    checkAll(m, n, k) { multiply($0, $1, into: $2, m: m, n: n, k: k, alpha: $3, beta: $4) }
  }

  /// Shapes that are cut by rows, by columns, along k, and not at all.
  @Test(arguments: [(1030, 20, 30), (150, 260, 20), (24, 20, 4500), (4, 700, 300), (10, 10, 10), (300, 30, 40), (5, 6, 9000)])
  func cutsMakeNoDifference(_ m: Int, _ n: Int, _ k: Int) {
    checkAll(m, n, k) { multiplyBlocked($0, $1, into: $2, m: m, n: n, k: k, alpha: $3, beta: $4) }
  }

  @Test func cutsAreWhatTheShapesSay() {
    #expect(Cut(m: 36864, n: 128, k: 512) == .rows(293))
    #expect(Cut(m: 2304, n: 2048, k: 512) == .rows(19))
    #expect(Cut(m: 590, n: 768, k: 768) == .rows(8))
    #expect(Cut(m: 64, n: 51289, k: 768) == .columns(832))
    #expect(Cut(m: 1, n: 51289, k: 768) == .columns(832))
    #expect(Cut(m: 64, n: 768, k: 51289) == .depth(3232))
    #expect(Cut(m: 8, n: 1024, k: 9216) == .depth(576))
    #expect(Cut(m: 3, n: 4, k: 5) == .columns(4))
  }

  @Test(arguments: [(1100, 40, 50), (90, 300, 60), (24, 20, 4500), (3, 700, 300)])
  func sameBitsWhateverTheThreads(_ m: Int, _ n: Int, _ k: Int) {
    let a = Operand(rows: m, columns: k, stream: 4)
    let b = Operand(rows: k, columns: n, transposed: true, stream: 5)
    let results = Threads.each([1, 2, 3, 7]) {
      let c = Tensor.zeros([m, n])
      multiplyBlocked(a.matrix, b.matrix, into: Matrix(c.pointer, stride: n), m: m, n: n, k: k)
      return c.values
    }
    for result in results.dropFirst() { #expect(result == results[0]) }
  }

  /// What is fused with a product makes each number of the first factor once, and sees each of the result once, when it is final.
  @Test(arguments: [(1100, 20, 300), (1100, 520, 700), (90, 300, 60), (24, 20, 4500), (300, 520, 12_000), (3, 4, 5)])
  func fillsAndFinishes(_ m: Int, _ n: Int, _ k: Int) {
    let (a, made) = (Tensor.zeros([m, k]), Tensor.zeros([m, k]))
    let b = Tensor(repeating: 1, shape: [k, n])
    for isProduct in [true, false] {
      made.pointer.update(repeating: 0, count: made.count)
      let c = Tensor.zeros([m, n])
      let product = BlockedProduct(m: m, n: n, k: k)
      var fusion = ProductFusion()
      fusion.fill = { piece, terms, block in
        precondition(piece.index < (isProduct ? product.filledPieces : product.plainPieces) && terms.count <= ck_slice)
        for row in piece.rows {
          for term in terms {
            made.pointer[row * k + term] += 1
            block[(row - piece.rows.lowerBound) * ck_block_stride + term - terms.lowerBound] = Float(row % 5)
          }
        }
      }
      fusion.finish = { piece, columns in
        precondition(piece.index < (isProduct ? product.finishedPieces : product.plainPieces) && columns.count <= 256)
        for row in piece.rows {
          precondition((0..<k).allSatisfy { made.pointer[row * k + $0] == 1 })
          for column in columns { c.pointer[row * n + column] += 0.5 }
        }
      }
      if isProduct { product.run(Matrix(a), Matrix(b), into: Matrix(c), fusion) } else { product.runWithoutProduct(fusion) }
      let expected = (0..<m).map { row in (isProduct ? Float(row % 5) * Float(k) : 0) + 0.5 }
      #expect((0..<m).allSatisfy { row in (0..<n).allSatisfy { c.pointer[row * n + $0] == expected[row] } })
    }
  }

  /// Weights in 16 bits give what the same numbers in 32 give, to the bit: they are widened exactly.
  @Test(arguments: [(590, 300, 520), (300, 33, 70), (2, 300, 520), (16, 77, 1030), (17, 40, 30), (70, 900, 40)])
  func halvesAreWidenedExactly(_ m: Int, _ n: Int, _ k: Int) {
    for format in [NumberFormat.float16, .bfloat16] {
      for isTransposed in [false, true] {
        // Any bits but those of infinities and NaN.
        let bits = (0..<n * k).map { UInt16(truncatingIfNeeded: $0 &* 40503 >> 3) & 0xBBFF | UInt16($0 % 3) << 10 }
        let halves = HalfStorage(bits)
        let stored = Tensor(
          storage: Storage(borrowing: halves.numbers, format, count: bits.count, owner: halves), shape: isTransposed ? [n, k] : [k, n])
        let a = Operand(rows: m, columns: k, stream: 4)
        let (c, d) = (Tensor.zeros([m, n]), Tensor.zeros([m, n]))
        multiplyBlocked(a.matrix, Matrix(stored, transposed: isTransposed), into: Matrix(c), m: m, n: n, k: k)
        let wide = stored.widened
        #expect(wide.format == .float32)
        // A thin first factor goes another way when the second is not transposed, so sums may be rounded in another order.
        multiplyBlocked(a.matrix, Matrix(wide, transposed: isTransposed), into: Matrix(d), m: m, n: n, k: k)
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
