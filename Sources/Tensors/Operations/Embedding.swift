import CKernels

extension Tensor {
  /// Rows of `table` (rows, width) for `ids`, shaped (batch, tokens, width); the row of `paddingID` gets no gradient.
  package static func embedding(_ ids: [Int32], batch: Int, table: StoredTensor, paddingID: Int32?) -> Tensor {
    let (rows, width) = (table.shape[0], table.shape[1])
    precondition(batch > 0 && ids.count % batch == 0, "\(ids.count) tokens do not make \(batch) samples")
    precondition(ids.allSatisfy { (0..<rows).contains(Int($0)) }, "a token is outside the \(rows) rows of the table")
    let result = TensorBuffer([batch, ids.count / batch, width])
    for (position, id) in ids.enumerated() {
      ck_copy_numbers(width, Matrix(table).from(row: Int(id), column: 0).kernels, result.pointer + position * width)
    }
    return result.finish().recorded(inputs: [table.floats]) {
      Embedding(ids: ids, width: width, tableCount: table.count, paddingID: paddingID)
    }
  }
}

private struct Embedding: Operation {
  let ids: [Int32]
  let width: Int
  /// Elements of the table.
  let tableCount: Int
  let paddingID: Int32?

  var saved: [Tensor] { [] }

  /// Tokens are added in their order on one thread: the same row may come many times.
  func backward(_ gradient: Tensor, _ inputs: InputGradients) {
    inputs.accumulate(into: 0) { sum, isNew in
      if isNew {
        Parallel.unsafeForBlocks(of: tableCount, blockSize: elementBlockSize) {
          (sum + $0.lowerBound).update(repeating: 0, count: $0.count)
        }
      }
      for (position, id) in ids.enumerated() where id != paddingID {
        let row = sum + Int(id) * width
        ck_add(width, row, gradient.pointer + position * width, row)
      }
    }
  }
}
