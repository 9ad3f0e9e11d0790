import CKernels

extension Tensor {
  /// `addend` (tokens, width) added to every sample of (batch, tokens, width).
  package func addingToEverySample(_ addend: Tensor) -> Tensor {
    precondition(shape.count == 3 && addend.shape == Array(shape.dropFirst()), "\(addend.shape) added to every sample of \(shape)")
    return addingRows(of: StoredTensor(addend), from: 0)
  }

  /// Rows first ..< first + tokens of `table` (rows, width) added to every sample of (batch, tokens, width).
  package func addingRows(of table: StoredTensor, from first: Int) -> Tensor {
    precondition(
      shape.count == 3 && table.shape.count == 2 && table.shape[1] == shape[2] && first >= 0 && first + shape[1] <= table.shape[0],
      "rows from \(first) of \(table.shape) added to \(shape)")
    let output = TensorBuffer(shape)
    let sample = shape[1] * shape[2]
    let rows = table.widenedRows(first..<first + shape[1])
    let addend = rows.pointer
    Parallel.unsafeForBlocks(of: sample, blockSize: elementBlockSize) { range in
      for start in stride(from: range.lowerBound, to: range.lowerBound + shape[0] * sample, by: sample) {
        ck_add(range.count, pointer + start, addend + range.lowerBound, output.pointer + start)
      }
    }
    return output.finish().recorded(inputs: [self, table.floats]) {
      AddingRowsOperation(first: first, tableCount: table.count)
    }
  }
}

private struct AddingRowsOperation: Operation {
  let first: Int
  /// Elements of the whole table.
  let tableCount: Int

  var saved: [Tensor] { [] }

  func backward(_ gradient: Tensor, _ inputs: InputGradients) {
    inputs.add(gradient, to: 0)
    guard inputs.isNeeded(1) else { return }
    let sample = gradient.shape[1] * gradient.shape[2]
    inputs.accumulate(into: 1) { sum, isNew in
      if isNew { sum.update(repeating: 0, count: tableCount) }
      let rows = sum + first * gradient.shape[2]
      Parallel.unsafeForBlocks(of: sample, blockSize: elementBlockSize) { range in
        let target = rows + range.lowerBound
        for start in stride(from: range.lowerBound, to: range.lowerBound + gradient.shape[0] * sample, by: sample) {
          ck_add(range.count, target, gradient.pointer + start, target)
        }
      }
    }
  }
}
