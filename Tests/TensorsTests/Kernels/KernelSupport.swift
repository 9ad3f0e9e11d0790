import Tensors

/// The `count` results that `body` writes.
func written(_ count: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) -> [Float] {
  let result = TensorBuffer([count])
  body(result.pointer)
  return result.finish().values
}

/// Counts around the extents at which vectorised loops change course.
let awkwardCounts = [0, 1, 2, 3, 7, 8, 15, 16, 17, 31, 33, 63, 64, 65, 127, 129, 1000]
