// Signatures that Layers, LoRA and Florence are written against. Each stub is replaced by a file of its own.
public enum Activation: Sendable { case identity, gelu }

extension Tensor {
  // --- engine A
  /// x (..., inputs) Wᵀ + b, then the activation; weight (outputs, inputs), bias (outputs).
  package func linear(_ weight: Tensor, _ bias: Tensor?, activation: Activation = .identity) -> Tensor { fatalError("stub") }
  package func activated(_ activation: Activation) -> Tensor { fatalError("stub") }
  /// self (..., outputs) + scaling * (dropout(input (..., inputs)) downᵀ) upᵀ; down (rank, inputs), up (outputs, rank).
  package func addingLowRank(of input: Tensor, down: Tensor, up: Tensor, scaling: Float, dropout: Dropout?) -> Tensor { fatalError("stub") }
  /// Layer norm over the last axis, biased variance.
  package func layerNormalized(_ weight: Tensor, _ bias: Tensor, epsilon: Float = 1e-5) -> Tensor { fatalError("stub") }
  /// Layer norm of residual + dropout(self): the post-norm residual step in one operation.
  package func addedAndNormalized(to residual: Tensor, dropout: Dropout?, _ weight: Tensor, _ bias: Tensor, epsilon: Float = 1e-5) -> Tensor { fatalError("stub") }
  /// residual + dropPath(self): with a drop path, whole samples are dropped and the kept ones scaled by 1 / (1 - probability); sample b is decided by element 0 of its key.
  package func added(to residual: Tensor, dropPath: Dropout? = nil) -> Tensor { fatalError("stub") }
  package func dropped(_ dropout: Dropout?) -> Tensor { fatalError("stub") }
  /// Sum over rows of -log softmax(logits)[label], rows whose label is `ignored` left out. Logits (..., vocabulary); labels one a row. A scalar.
  package func crossEntropySum(labels: [Int32], ignoring ignored: Int32) -> Tensor { fatalError("stub") }
  /// Rows of `table` (rows, width) for `ids`, shaped (batch, tokens, width); the row of `paddingID` gets no gradient.
  package static func embedding(_ ids: [Int32], batch: Int, table: Tensor, paddingID: Int32?) -> Tensor { fatalError("stub") }
  /// The same elements in another shape; tracked.
  package func reshaped(_ shape: [Int]) -> Tensor { fatalError("stub") }
}
