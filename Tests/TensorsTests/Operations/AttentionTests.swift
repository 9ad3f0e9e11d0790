import Essentials
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct AttentionTests {
  @Test func agreesWithPyTorch() throws {
    for reference in try ReferenceCase.all("attention", inputs: ["query", "key", "value"]) {
      reference.check { inputs in
        Tensor.attention(
          query: inputs[0], key: inputs[1], value: inputs[2], heads: reference("heads"), keyLengths: reference.list("lengths"),
          isCausal: reference("causal") == 1)
      }
    }
  }

  @Test func oneVariableAsQueryKeyAndValue() throws {
    for reference in try ReferenceCase.all("self-attention", inputs: ["x"]) {
      reference.check { inputs in
        Tensor.attention(
          query: inputs[0], key: inputs[0], value: inputs[0], heads: reference("heads"), isCausal: reference("causal") == 1)
      }
    }
  }

  @Test(arguments: [false, true]) func dropoutFallsOnTheProbabilities(isCausal: Bool) {
    let (batch, queries, keys, heads, width) = (2, 300, 305, 3, 12)  // two blocks of queries
    let lengths = [305, 301]
    let dropout = Dropout(probability: 0.3, seed: 0x1234_5678_9ABC, epoch: 5, samples: [9, 4], place: 17)
    let inputs = [queries, keys, keys].enumerated().map { index, tokens in
      Tensor.normal([batch, tokens, width], stream: UInt64(index))
    }
    let start = Tensor.normal([batch, queries, width], stream: 3)
    let expected = NaiveAttention(heads: heads, lengths: lengths, isCausal: isCausal, dropout: dropout)(inputs, start: start)
    for choice in 1..<8 {
      let tape = Tape()
      let leaves = inputs.enumerated().map { choice >> $0 & 1 == 1 ? tape.leaf($1) : $1 }
      let output = Tensor.attention(
        query: leaves[0], key: leaves[1], value: leaves[2], heads: heads, keyLengths: lengths, isCausal: isCausal, dropout: dropout)
      #expect(difference(output, expected.output) == nil)
      tape.backward(output, gradient: start)
      for (index, leaf) in leaves.enumerated() where leaf.isTracked {
        let gradient = tape.gradient(of: leaf)
        #expect(gradient.map { difference($0, expected.gradients[index]) ?? "" } == "", "input \(index) of choice \(choice)")
      }
    }
  }

  @Test func dropoutIsTheSameWhateverTheThreads() {
    let inputs = (0..<3).map { Tensor.normal([2, 150, 16], stream: $0) }
    let dropout = Dropout(probability: 0.1, seed: 1, epoch: 0, samples: [0, 1], place: 2)
    let results = Threads.each([1, 2, 3, 7]) {
      let tape = Tape()
      let leaves = inputs.map { tape.leaf($0) }
      let output = Tensor.attention(query: leaves[0], key: leaves[1], value: leaves[2], heads: 4, dropout: dropout)
      tape.backward(output, gradient: inputs[0])
      return [output.values] + leaves.map { tape.gradient(of: $0)?.values ?? [] }
    }
    for result in results.dropFirst() { #expect(result == results[0]) }
  }

  @Test func unseenKeysGetNothing() {
    let tape = Tape()
    let query = tape.leaf(Tensor.normal([2, 6, 4], stream: 0))
    let poisoned = Tensor(Tensor.normal([2, 5, 4], stream: 1).values.enumerated().map { $0 % 20 >= 12 ? .nan : $1 }, shape: [2, 5, 4])
    let (key, value) = (tape.leaf(poisoned), tape.leaf(poisoned))
    let output = Tensor.attention(query: query, key: key, value: value, heads: 2, keyLengths: [3, 0])
    #expect(output.values[..<24].allSatisfy { $0.isFinite })
    #expect(output.values[24...].allSatisfy { $0 == 0 })
    tape.backward(output, gradient: query.detached)
    #expect(tape.gradient(of: query)?.values.allSatisfy { $0.isFinite } == true)
    for leaf in [key, value] {
      let gradient = tape.gradient(of: leaf)?.values ?? []
      #expect(gradient.count == 40 && gradient.allSatisfy { $0.isFinite })
      #expect(gradient[..<12].contains { $0 != 0 } && gradient[12...].allSatisfy { $0 == 0 })
    }
  }

  @Test func causalQueriesBeforeAllKeysGiveZeros() {
    let tape = Tape()
    let query = tape.leaf(Tensor.normal([1, 7, 4], stream: 0))
    let key = tape.leaf(Tensor.normal([1, 3, 4], stream: 1))
    let value = Tensor.normal([1, 3, 4], stream: 2)
    let output = Tensor.attention(query: query, key: key, value: value, heads: 1, isCausal: true)
    #expect(output.values[..<16].allSatisfy { $0 == 0 })
    #expect(Array(output.values[16..<20]) == Array(value.values[..<4]), "query 4 sees the first key alone")
    tape.backward(output, gradient: query.detached)
    #expect(tape.gradient(of: query)?.values[..<16].allSatisfy { $0 == 0 } == true)
    #expect(tape.gradient(of: key)?.values.allSatisfy { $0.isFinite } == true)
  }

  @Test func largeScoresStayFinite() {
    let query = Tensor(repeating: 300, shape: [1, 2, 2])
    let key = Tensor([300, 300, -300, -300, 299, 299], shape: [1, 3, 2])
    let output = Tensor.attention(query: query, key: key, value: key, heads: 1)
    #expect(output.values == [300, 300, 300, 300])
  }
}

extension Tensor {
  static func normal(_ shape: [Int], stream: UInt64) -> Tensor {
    var random = PhiloxGenerator(seed: 77, stream: stream)
    return Tensor((0..<shape.reduce(1, *)).map { _ in random.normal() }, shape: shape)
  }
}

/// Attention written out in double precision, element by element, with the mask from `Philox`.
private struct NaiveAttention {
  let heads: Int
  let lengths: [Int]
  let isCausal: Bool
  let dropout: Dropout

  private func factor(sample: Int, element: Int) -> Double {
    let block = UInt32(element / 64 * 16 + element % 16)
    let words = Philox.words(key: dropout.seed, counter: SIMD4(block, dropout.place, dropout.samples[sample], dropout.epoch))
    let isDropped = Double(words[element / 16 % 4]) < Double(dropout.probability) * 0x1p32
    return isDropped ? 0 : 1 / (1 - Double(dropout.probability))
  }

  func callAsFunction(_ inputs: [Tensor], start: Tensor) -> (output: Tensor, gradients: [Tensor]) {
    let (batch, queries, width, keys) = (inputs[0].shape[0], inputs[0].shape[1], inputs[0].shape[2], inputs[1].shape[1])
    let (q, k, v, start) = (inputs[0].values, inputs[1].values, inputs[2].values, start.values)
    var output = [Double](repeating: 0, count: q.count)
    var gradients = inputs.map { [Double](repeating: 0, count: $0.count) }
    let size = width / heads
    let scale = 1 / Double(size).squareRoot()
    for sample in 0..<batch {
      for head in 0..<heads {
        for query in 0..<queries {
          let seen = isCausal ? max(0, min(lengths[sample], query + 1 + lengths[sample] - queries)) : lengths[sample]
          let row = (sample * queries + query) * width + head * size
          func column(_ key: Int) -> Int { (sample * keys + key) * width + head * size }
          func dot(_ a: [Float], _ i: Int, _ b: [Float], _ j: Int) -> Double {
            (0..<size).reduce(0) { $0 + Double(a[i + $1]) * Double(b[j + $1]) }
          }
          let exponentials = (0..<seen).map { exp(scale * dot(q, row, k, column($0))) }
          let total = exponentials.reduce(0, +)
          let p = exponentials.map { $0 / total }
          let mask = (0..<seen).map { factor(sample: sample, element: (head * queries + query) * keys + $0) }
          let received = (0..<seen).map { mask[$0] * dot(start, row, v, column($0)) }
          let mean = zip(p, received).reduce(0) { $0 + $1.0 * $1.1 }
          for key in 0..<seen {
            let score = scale * p[key] * (received[key] - mean)
            for i in 0..<size {
              output[row + i] += p[key] * mask[key] * Double(v[column(key) + i])
              gradients[0][row + i] += score * Double(k[column(key) + i])
              gradients[1][column(key) + i] += score * Double(q[row + i])
              gradients[2][column(key) + i] += p[key] * mask[key] * Double(start[row + i])
            }
          }
        }
      }
    }
    return (
      Tensor(output.map(Float.init), shape: inputs[0].shape),
      zip(gradients, inputs).map { Tensor($0.map(Float.init), shape: $1.shape) }
    )
  }
}
