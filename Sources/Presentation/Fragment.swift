/// Some words of what is shown, and what they are there for: how that looks is for whoever shows them.
package struct Fragment: Sendable, Hashable {
  package enum Role: Sendable, Hashable {
    case text
    /// Above a column, or beside a row.
    case heading
    /// The best of several, or what was changed.
    case best
    /// Of less weight than the rest.
    case faint
  }

  package let text: String
  package let role: Role

  package init(_ text: String, _ role: Role = .text) {
    self.text = text
    self.role = role
  }
}
