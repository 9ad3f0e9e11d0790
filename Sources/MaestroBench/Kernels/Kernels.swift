import CKernels
import Tensors

private let count = 4 << 20
private let rows = count / 512

/// Each kernel of CKernels over 4 Mi floats in blocks over the pool, with the bytes it must read and write.
var kernels: [Benchmark] {
  [
    kernel("add", arrays: 3, streams: 3) { ck_add($1, $0[0], $0[1], $0[2]) },
    kernel("axpy", arrays: 2, streams: 3) { ck_axpy($1, 0.5, $0[0], $0[1]) },
    kernel("scale", arrays: 1, streams: 2) { ck_scale($1, 1.0001, $0[0]) },
    kernel("gelu", arrays: 2, streams: 2) { ck_gelu($1, $0[0], $0[1]) },
    kernel("gelu backward", arrays: 3, streams: 3) { ck_gelu_backward($1, $0[0], $0[1], $0[2]) },
    kernel("dropout", arrays: 2, streams: 2) { ck_dropout(key, 0.1, 0, $1, $0[0], $0[1]) },
    kernel("log sum exp", arrays: 1, streams: 1) { _ = ck_log_sum_exp($1, $0[0]) },
    kernel("cross entropy backward", arrays: 1, streams: 2) { ck_cross_entropy_backward($1, $0[0], 3, 0, 1, $0[0]) },
    kernel("sum of squares", arrays: 1, streams: 1) { _ = ck_sum_of_squares($1, $0[0]) },
    kernel("adam", arrays: 4, streams: 7) { ck_adam($1, adam, $0[0], $0[1], $0[2], $0[3]) },
    kernel("sgd", arrays: 2, streams: 3) { ck_sgd($1, 1e-6, 0, $0[0], $0[1]) },
    kernel("widen half", arrays: 2, streams: 1.5) { ck_widen_half($1, $0[0], $0[1]) },
    kernel("widen bfloat", arrays: 2, streams: 1.5) { ck_widen_bfloat($1, $0[0], $0[1]) },
    kernel("layer norm", arrays: 4, streams: 2) { ck_layer_norm($1 / 512, 512, $0[0], $0[1], $0[2], 1e-5, $0[3], nil, nil) },
  ]
}

private let key = ck_random_key(seed: 1, epoch: 2, sample: 3, place: 4)
private let adam = ck_adam_step(
  retention: 1, penalty: 0, first_weight: 0.1, second_decay: 0.999, second_weight: 0.001, correction: 1, epsilon: 1e-8, step_size: 1e-6)

private func kernel(
  _ name: String, arrays: Int, streams: Double, _ body: @escaping ([UnsafeMutablePointer<Float>], Int) -> Void
) -> Benchmark {
  Benchmark(name: "kernel " + name, work: .bytes(Int(streams * 4 * Double(count)))) {
    // The arrays of a kernel one after another in one tensor.
    var numbers = filled([arrays * count])
    return {
      numbers.withMutablePointer { first in
        Parallel.unsafeForBlocks(of: count, blockSize: elementBlockSize) { range in
          body((0..<arrays).map { first + $0 * count + range.lowerBound }, range.count)
        }
      }
    }
  }
}
