/// What a piece of work spent its time on, operation by operation, and which matrix products it did.
package struct Profile {
  package struct Row {
    package let name: String
    package let isBackward: Bool
    package var calls: Int
    package var seconds: Double
  }

  package struct Product: Hashable {
    package let m, n, k: Int
    package let firstTransposed, secondTransposed: Bool
  }

  package let rows: [Row]
  package let products: [(product: Product, count: Int)]

  package static func recording<R>(_ body: () throws -> R) rethrows -> (result: R, profile: Profile) {
    (try body(), Profile(rows: [], products: []))
  }
}
