/// The samples of an epoch from a position on, prepared in the loop or in the background.
package struct SampleFeed<Prepared: Sendable> {
  private let indices: [Int]
  private let prepare: @Sendable (Int) throws -> Prepared
  private let prefetch: Prefetch<Prepared>?
  private var taken = 0

  /// - Parameters:
  ///   - indices: the samples in order.
  ///   - workers: background threads; 0 prepares each sample when it is asked for.
  ///   - capacity: how many samples may be ready ahead.
  package init(_ indices: [Int], workers: Int, capacity: Int, _ prepare: @escaping @Sendable (Int) throws -> Prepared) {
    self.indices = indices
    self.prepare = prepare
    prefetch =
      workers > 0 && !indices.isEmpty
      ? Prefetch(count: indices.count, capacity: capacity, threads: workers) { try prepare(indices[$0]) } : nil
  }

  /// The next sample and its index in the dataset.
  package mutating func next() throws -> (index: Int, prepared: Prepared) {
    let index = indices[taken]
    taken += 1
    return (index, try prefetch?.next() ?? prepare(index))
  }

  package func close() { prefetch?.close() }
}
