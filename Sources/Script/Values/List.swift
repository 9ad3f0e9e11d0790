/// Values in order. Depth and size are kept with it, so that a program cannot build what takes for ever to print or to let go.
package struct List: Sendable {
  package let elements: [Value]
  package let depth: Int
  package let size: Int

  package init(_ elements: [Value]) {
    self.elements = elements
    depth = 1 + (elements.lazy.map(\.depth).max() ?? 0)
    size = saturatingSum(elements.lazy.map(\.size))
  }
}

/// 16 and the sum of `sizes`, at most `Int.max`.
func saturatingSum(_ sizes: some Sequence<Int>) -> Int {
  sizes.reduce(16) { sum, size in
    let (next, overflow) = sum.addingReportingOverflow(size)
    return overflow ? .max : next
  }
}
