import Tensors

/// A table of vectors looked up by number.
public final class Embedding: Layer {
  /// (rows, width)
  public let weight: Parameter
  /// The row that gets no gradient from lookups; nil: every row does.
  public let paddingID: Int32?

  /// A table whose values are set before its first use.
  public init(rows: Int, width: Int, paddingID: Int32? = nil) {
    weight = Parameter(shape: [rows, width], acceptsHalves: true)
    self.paddingID = paddingID
  }

  /// `weight`.
  public var members: [Member] { [Member("weight", weight)] }

  /// The rows of `ids`, which hold `batch` samples of equal length: (batch, tokens, width).
  public func callAsFunction(_ ids: [Int32], batch: Int, _ pass: ForwardPass) -> Tensor {
    Tensor.embedding(ids, batch: batch, table: pass.stored(weight), paddingID: paddingID)
  }
}
