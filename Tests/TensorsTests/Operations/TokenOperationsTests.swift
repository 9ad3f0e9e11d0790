import Tensors
import Testing

/// The small operations on rows of tokens.
@Suite struct TokenOperationsTests {
  private func check(_ name: String, inputs: [String], _ operation: (ReferenceCase, [Tensor]) -> Tensor) throws {
    let cases = try ReferenceCase.all("tokens", inputs: inputs) { $0 != name }
    try #require(cases.count == 1)
    cases[0].check { operation(cases[0], $0) }
  }

  @Test func imagePositions() throws {
    try check("positions", inputs: ["rows", "columns"]) { reference, inputs in
      .imagePositions(rows: inputs[0], columns: inputs[1], height: reference("height"), width: reference("width"))
    }
  }

  @Test func addingToEverySample() throws {
    try check("every sample", inputs: ["x", "addend"]) { $1[0].addingToEverySample($1[1]) }
  }

  @Test func addingRows() throws {
    try check("rows", inputs: ["x", "table"]) { reference, inputs in
      inputs[0].addingRows(of: StoredTensor(inputs[1]), from: reference("first"))
    }
  }

  @Test func meanTokenFirst() throws {
    try check("mean first", inputs: ["x"]) { $1[0].withMeanTokenFirst() }
  }

  @Test func concatenatedTokens() throws {
    try check("concatenated", inputs: ["a", "b"]) { .concatenatedTokens($1[0], $1[1]) }
  }

  @Test func rowsAddedTwiceAreCountedTwice() {
    let tape = Tape()
    let table = tape.leaf(Tensor([1, 2, 3], shape: [3, 1]))
    let sum = Tensor([10, 20], shape: [1, 2, 1]).addingRows(of: StoredTensor(table), from: 0).addingRows(of: StoredTensor(table), from: 1)
    #expect(sum.values == [13, 25])
    tape.backward(sum, gradient: Tensor([1, 100], shape: [1, 2, 1]))
    #expect(tape.gradient(of: table)?.values == [1, 101, 100])
  }

  @Test func rowsOfLongSequences() {
    let (batch, tokens, width) = (2, 90, 200)  // more elements a sample than a block has
    let (x, table) = (Tensor.normal([batch, tokens, width], stream: 0), Tensor.normal([tokens + 3, width], stream: 1))
    let tape = Tape()
    let leaf = tape.leaf(table)
    let output = x.addingRows(of: StoredTensor(leaf), from: 2)
    tape.backward(output, gradient: x)
    let (values, rows) = (x.values, table.values)
    let sample = tokens * width
    #expect(output.values == values.indices.map { values[$0] + rows[$0 % sample + 2 * width] })
    let sums = (0..<sample).map { values[$0] + values[$0 + sample] }
    #expect(tape.gradient(of: leaf)?.values == Array(repeating: 0, count: 2 * width) + sums + Array(repeating: 0, count: width))
  }

  @Test func gathered() {
    let samples = Tensor((0..<12).map(Float.init), shape: [3, 2, 2]).gathered([2, 0, 0, 1])
    #expect(samples.shape == [4, 2, 2])
    #expect(samples.values == [8, 9, 10, 11, 0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7])
  }

  /// A sample that was taken twice gets the sum, one that was not taken nothing.
  @Test func gatheredBackward() {
    let tape = Tape()
    let leaf = tape.leaf(Tensor.zeros([4, 1, 2]))
    tape.backward(leaf.gathered([2, 0, 2, 1]), gradient: Tensor((1...8).map(Float.init), shape: [4, 1, 2]))
    #expect(tape.gradient(of: leaf)?.values == [3, 4, 7, 8, 1 + 5, 2 + 6, 0, 0])
  }
}
