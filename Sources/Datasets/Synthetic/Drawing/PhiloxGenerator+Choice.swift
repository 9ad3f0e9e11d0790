import Essentials

extension PhiloxGenerator {
  /// Uniform in the range; 24 bits.
  mutating func number(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * Double(uniform())
  }

  /// True with the given probability.
  mutating func chance(_ probability: Float) -> Bool { uniform() < probability }

  /// One of the elements, of which there must be some.
  mutating func choice<T>(of elements: [T]) -> T { elements[index(below: elements.count)] }

  /// `count` of the elements, each at most once, in random order.
  mutating func choices<T>(_ count: Int, of elements: [T]) -> [T] {
    permutation(of: elements.count).prefix(count).map { elements[$0] }
  }
}
