extension Tensor {
  /// The tensor itself; in the backward, `action` runs when everything after this place is differentiated and nothing before it.
  package func reachedInBackward(_ action: @escaping () -> Void) -> Tensor {
    recorded(inputs: [self]) { BackwardHook(action: action) }
  }
}

private struct BackwardHook: Operation {
  let action: () -> Void

  var saved: [Tensor] { [] }

  func backward(_ gradient: Tensor, _ inputs: InputGradients) {
    action()
    inputs.add(gradient, to: 0)
  }
}
