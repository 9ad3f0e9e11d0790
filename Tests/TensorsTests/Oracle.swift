import Layers
import Tensors
import TestSupport
import Testing

/// One case of a fixture area: inputs by name, `output`, `output_gradient`, and `NAME_gradient` for each input that has one.
struct Oracle {
  let file: SafeTensorsFile

  init(_ name: String, area: String = "operations") throws { file = try Fixture.tensors(area, name) }

  /// Computes the operation on the named inputs and compares its value and the gradient of every one of them with the reference, for each
  /// choice of inputs that a tape follows: an operation must neither need nor give a gradient that nobody asked for.
  func check(
    _ inputs: String..., relative: Float = 2e-6, absolute: Float = 2e-6, sourceLocation: SourceLocation = #_sourceLocation,
    _ operation: ([Tensor]) -> Tensor
  ) throws {
    let expected = try file.tensor("output")
    for choice in 0..<(1 << inputs.count) {
      let tape = Tape()
      let tensors = try inputs.enumerated().map { index, name in
        let value = try file.tensor(name).copy()
        return choice >> index & 1 == 1 ? tape.leaf(value) : value
      }
      let output = operation(tensors)
      let wrong = difference(output, expected, relative: relative, absolute: absolute)
      #expect(wrong == nil, "\(file.path), output, choice \(choice)", sourceLocation: sourceLocation)
      #expect(output.isTracked == (choice != 0), sourceLocation: sourceLocation)
      guard choice != 0 else { continue }
      tape.backward(output, gradient: try file.tensor("output_gradient").copy())
      for (name, tensor) in zip(inputs, tensors) where tensor.isTracked {
        let gradient = try #require(tape.gradient(of: tensor), "no gradient of \(name)", sourceLocation: sourceLocation)
        let wrong = difference(gradient, try file.tensor(name + "_gradient"), relative: relative, absolute: absolute)
        #expect(wrong == nil, "\(file.path), gradient of \(name), choice \(choice)", sourceLocation: sourceLocation)
      }
    }
  }
}
