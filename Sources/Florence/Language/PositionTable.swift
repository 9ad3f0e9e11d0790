import Layers
import Tensors

/// Learned positions of tokens. Row 0 and 1 of BART's tables stand for nothing, position 0 is row 2.
final class PositionTable {
  private static let offset = 2

  let table: Embedding

  init(_ configuration: TextConfiguration) {
    table = Embedding(rows: configuration.maximumPositions + Self.offset, width: configuration.width)
  }

  /// x (batch, tokens, width), whose first token stands at `position`, with the positions added.
  func added(to x: Tensor, from position: Int, _ pass: ForwardPass) -> Tensor {
    x.addingRows(of: pass.stored(table.weight), from: position + Self.offset)
  }
}
