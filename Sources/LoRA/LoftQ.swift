import Essentials
import Tensors

/// A beginning whose base layer is a weight rounded to few bits, and whose adapters hold the most important part of what that loses.
///
/// As in PEFT the adapters' scaling is not taken into account. Source: Li et al., "LoftQ: LoRA-Fine-Tuning-Aware Quantization", 2023.
public struct LoftQ: Sendable, Hashable {
  /// Bits a weight: 4 or 8.
  public let bits: Int
  /// Rounds of rounding and decomposing.
  public let iterations: Int
  private let quantization: Quantization

  /// More rounds than anybody needs: what they gain is less each time, and each decomposes every weight.
  package static let iterationLimit = 100

  /// Nil for other than 4 or 8 bits, less than one round or more than the limit.
  public init?(bits: Int = 4, iterations: Int = 1) {
    guard let quantization = Quantization(bits: bits), (1...Self.iterationLimit).contains(iterations) else { return nil }
    (self.bits, self.iterations, self.quantization) = (bits, iterations, quantization)
  }

  /// A (rank, inputs), B (outputs, rank) and the rounded weight for a weight (outputs, inputs).
  func factors(of weight: Tensor, rank: Int) throws(FactorizationFailure) -> (down: Tensor, up: Tensor, base: Tensor) {
    var rest = weight
    // What is left unfinished so is thrown away by whoever asks the token next.
    for _ in 1..<iterations where !StopToken.ofReading.isStopped {
      let (down, up) = try WeightDecomposition.largest(of: minus(weight, quantization.rounded(rest)), rank: rank)
      rest = minus(weight, product(up, down))
    }
    let base = quantization.rounded(rest)
    let (down, up) = try WeightDecomposition.largest(of: minus(weight, base), rank: rank)
    return (down, up, base)
  }

  /// A weight (outputs, inputs) as its rounded form gives it back.
  package func rounded(_ weight: Tensor) -> Tensor { quantization.rounded(weight) }

  private func minus(_ one: Tensor, _ other: Tensor) -> Tensor { other.scaled(by: -1).added(to: one) }
}
