/// A number with its noun: `1 box`, `2 boxes`.
///
/// - Parameter plural: where it is not the singular with an `s`.
package func pluralized(_ count: Int, _ singular: String, _ plural: String? = nil) -> String {
  "\(count) \(count == 1 ? singular : plural ?? singular + "s")"
}
