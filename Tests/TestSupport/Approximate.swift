import Tensors

/// Compares whole tensors: nil when every element agrees within `absolute + relative * max|expected|`, else the worst element in words.
public func difference(_ actual: Tensor, _ expected: Tensor, relative: Float = 1e-5, absolute: Float = 1e-6) -> String? {
  guard actual.shape == expected.shape else { return "shape \(actual.shape), expected \(expected.shape)" }
  return difference(actual.values, expected.values, relative: relative, absolute: absolute)
}

/// Compares plain arrays.
public func difference(_ actual: [Float], _ expected: [Float], relative: Float = 1e-5, absolute: Float = 1e-6) -> String? {
  guard actual.count == expected.count else { return "\(actual.count) elements, expected \(expected.count)" }
  let scale = expected.lazy.map(\.magnitude).max() ?? 0
  let tolerance = absolute + relative * scale
  var worst: (index: Int, error: Float)?
  for (index, (a, e)) in zip(actual, expected).enumerated() where a != e {
    let error = (a - e).magnitude
    if !(error <= tolerance), !(error <= worst?.error ?? -1) { worst = (index, error) }
  }
  return worst.map { "element \($0.index): \(actual[$0.index]), expected \(expected[$0.index]); tolerance \(tolerance)" }
}
