extension Tensor {
  /// A tensor of these elements in another shape; tracked.
  package func reshaped(_ shape: [Int]) -> Tensor {
    precondition(shape.elementCount == count, "shape \(self.shape) cannot become \(shape)")
    return Tensor(storage: storage, shape: shape).recorded(inputs: [self]) { Reshape() }
  }
}

private struct Reshape: Operation {
  var saved: [Tensor] { [] }

  func backward(_ gradient: Tensor, _ inputs: InputGradients) { inputs.add(gradient, to: 0) }
}
