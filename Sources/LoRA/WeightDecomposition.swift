import Essentials
import Tensors

/// Beginnings of adapters that are taken out of the weight: B A is its most important part, and the base layer keeps W - scaling · B A.
public enum WeightDecomposition: Sendable, Hashable {
  /// The largest singular values, shared evenly by A and B. Source: Meng et al., "PiSSA", 2024.
  case pissa
  /// The largest singular values by a randomised decomposition with so many power iterations, faster for large weights. Source: Halko et al., 2009.
  case pissaIterations(Int)
  /// The first rows and columns of the weight's QR decomposition. Source: Büyükakyüz, "OLoRA", 2024.
  case olora
  /// The largest singular values of what is lost when the weight is rounded; the base layer keeps the rounded weight.
  case loftq(LoftQ)

  /// By PEFT's name: `pissa`, `pissa_niter_N`, `olora`. (`loftq` has settings of its own.)
  public init?(name: String) {
    switch name.lowercased() {
    case "pissa": self = .pissa
    case "olora": self = .olora
    case let text:
      let prefix = "pissa_niter_"
      guard text.hasPrefix(prefix), let count = Int(text.dropFirst(prefix.count)), (0...1000).contains(count) else { return nil }
      self = .pissaIterations(count)
    }
  }

  /// Whether it comes out the same each time, but for signs, so that what is left of a weight can be found again.
  var isRepeatable: Bool { if case .pissaIterations = self { false } else { true } }

  /// PEFT's name.
  public var name: String {
    switch self {
    case .pissa: "pissa"
    case .pissaIterations(let count): "pissa_niter_\(count)"
    case .olora: "olora"
    case .loftq: "loftq"
    }
  }

  /// Whether what was taken out of the weight can be saved with the adapters, for the weight as it was: rounding takes too much.
  var isConvertible: Bool { if case .loftq = self { false } else { true } }

  /// A (rank, inputs) and B (outputs, rank) for a weight (outputs, inputs); and what the base layer keeps where that is not
  /// W - scaling · B A.
  func factors(
    of weight: Tensor, rank: Int, scaling: Double, generator: inout PhiloxGenerator
  ) throws(FactorizationFailure) -> (down: Tensor, up: Tensor, base: Tensor?) {
    switch self {
    case .loftq(let settings):
      let factors = try settings.factors(of: weight, rank: rank)
      return (factors.down, factors.up, factors.base)
    case .olora:
      let factors = try OrthogonalTriangular(weight, first: rank)
      return (factors.r, factors.q, nil)
    case .pissa:
      let factors = Self.shared(try SingularValues(weight), rank: rank, scaling: scaling)
      return (factors.down, factors.up, nil)
    case .pissaIterations(let count):
      let factors = try Self.nearlyLargest(of: weight, rank: rank, scaling: scaling, iterations: count, generator: &generator)
      return (factors.down, factors.up, nil)
    }
  }

  /// √S Vᵀ and U √S of a matrix's largest singular values.
  static func largest(of matrix: Tensor, rank: Int) throws(FactorizationFailure) -> (down: Tensor, up: Tensor) {
    shared(try SingularValues(matrix), rank: rank, scaling: 1)
  }

  /// √(S / scaling) Vᵀ and U √(S / scaling) of nearly the largest singular values, found in a subspace that begins by chance.
  private static func nearlyLargest(
    of weight: Tensor, rank: Int, scaling: Double, iterations: Int, generator: inout PhiloxGenerator
  ) throws(FactorizationFailure) -> (down: Tensor, up: Tensor) {
    let isWide = weight.shape[0] < weight.shape[1]
    let tall = isWide ? weight.transposed() : weight
    var basis = Tensor((0..<tall.shape[1] * rank).map { _ in generator.normal() }, shape: [tall.shape[1], rank])
    basis = try OrthogonalTriangular(product(tall, basis), first: rank).q
    for _ in 0..<iterations {
      basis = try OrthogonalTriangular(product(tall, basis, transposingFirst: true), first: rank).q
      basis = try OrthogonalTriangular(product(tall, basis), first: rank).q
    }
    let small = try SingularValues(product(basis, tall, transposingFirst: true))
    let (down, up) = shared(small, rank: rank, scaling: scaling)
    let whole = product(basis, up)
    return isWide ? (whole.transposed(), down.transposed()) : (down, whole)
  }

  /// √(S / scaling) Vᵀ and U √(S / scaling) of the largest singular values.
  private static func shared(_ values: SingularValues, rank: Int, scaling: Double) -> (down: Tensor, up: Tensor) {
    let roots = values.values.prefix(rank).map { (Float(Double($0) / scaling)).squareRoot() }
    let (columns, rows, k) = (values.right.shape[1], values.left.shape[0], values.values.count)
    let down = TensorBuffer([rank, columns])
    let up = TensorBuffer([rows, rank])
    for (index, root) in roots.enumerated() {
      for column in 0..<columns { down.pointer[index * columns + column] = root * values.right.pointer[index * columns + column] }
      for row in 0..<rows { up.pointer[row * rank + index] = root * values.left.pointer[row * k + index] }
    }
    return (down.finish(), up.finish())
  }
}
