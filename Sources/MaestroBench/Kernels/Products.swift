import Tensors

/// Matrix products as the model's forward and backward do them.
var products: [Benchmark] {
  forward.map { product($0.rows, $0.outputs, $0.inputs, secondTransposed: true) }
    + forward.map { product($0.rows, $0.inputs, $0.outputs) }
    + [(768, 768, 590), (512, 128, 36864), (51289, 768, 64)].map { product($0.0, $0.1, $0.2, firstTransposed: true) }
    + [1, 3, 13].flatMap { rows in
      [(768, 768), (3072, 768), (768, 3072), (51289, 768)].map { product(rows, $0.0, $0.1, secondTransposed: true) }
    }
    + [(590, 8, 3072), (9216, 8, 1024)].map { product($0.0, $0.1, $0.2, secondTransposed: true) }
    + [(8, 3072, 590), (8, 1024, 9216)].map { product($0.0, $0.1, $0.2, firstTransposed: true) }
}

private let forward: [(rows: Int, outputs: Int, inputs: Int)] = [
  (36864, 512, 128), (36864, 128, 512), (9216, 1024, 256), (9216, 256, 1024), (2304, 2048, 512), (2304, 512, 2048), (576, 4096, 1024),
  (576, 1024, 4096), (590, 768, 768), (590, 3072, 768), (590, 768, 3072), (64, 51289, 768),
]

private func product(_ m: Int, _ n: Int, _ k: Int, firstTransposed: Bool = false, secondTransposed: Bool = false) -> Benchmark {
  let name = "product \(m) x \(n) x \(k)" + (firstTransposed ? ", first transposed" : "") + (secondTransposed ? ", second transposed" : "")
  return Benchmark(name: name, work: .operations(2 * m * n * k)) {
    let (a, b) = (filled([m, k]), filled([k, n]))
    var c = filled([m, n])
    let first = Matrix(a.pointer, stride: firstTransposed ? m : k, transposed: firstTransposed)
    let second = Matrix(b.pointer, stride: secondTransposed ? k : n, transposed: secondTransposed)
    return {
      withExtendedLifetime((a, b)) {
        c.withMutablePointer { multiplyBlocked(first, second, into: MutableMatrix($0, stride: n), m: m, n: n, k: k) }
      }
    }
  }
}
