import CKernels

extension Tensor {
  /// A position for each token of a map: token y * width + x is columns[x] followed by rows[y].
  ///
  /// - Parameters:
  ///   - rows: (at least height, rows' width)
  ///   - columns: (at least width, columns' width)
  /// - Returns: (height * width, columns' width + rows' width)
  package static func imagePositions(rows: Tensor, columns: Tensor, height: Int, width: Int) -> Tensor {
    precondition(
      rows.shape.count == 2 && columns.shape.count == 2 && rows.shape[0] >= height && columns.shape[0] >= width,
      "positions of a \(height) x \(width) map from rows \(rows.shape) and columns \(columns.shape)")
    let (first, second) = (columns.shape[1], rows.shape[1])
    let output = TensorBuffer([height * width, first + second])
    for token in 0..<height * width {
      let target = output.pointer + token * (first + second)
      target.update(from: columns.pointer + token % width * first, count: first)
      (target + first).update(from: rows.pointer + token / width * second, count: second)
    }
    return output.finish().recorded(inputs: [rows, columns]) {
      ImagePositionsOperation(rows: rows.shape, columns: columns.shape, width: width)
    }
  }
}

private struct ImagePositionsOperation: Operation {
  let rows: [Int]
  let columns: [Int]
  let width: Int

  var saved: [Tensor] { [] }

  func backward(_ gradient: Tensor, _ inputs: InputGradients) {
    if inputs.isNeeded(0) { inputs.add(sum(gradient, from: columns[1], rows) { $0 / width }, to: 0) }
    if inputs.isNeeded(1) { inputs.add(sum(gradient, from: 0, columns) { $0 % width }, to: 1) }
  }

  /// For each row of a table the sum of the gradients, from column `first` on, of the tokens that show it.
  private func sum(_ gradient: Tensor, from first: Int, _ table: [Int], row: (_ token: Int) -> Int) -> Tensor {
    let sum = TensorBuffer(zeros: table)
    for token in 0..<gradient.shape[0] {
      let target = sum.pointer + row(token) * table[1]
      ck_add(table[1], target, gradient.pointer + token * gradient.shape[1] + first, target)
    }
    return sum.finish()
  }
}
