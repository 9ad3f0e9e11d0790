import Essentials
import Presentation

/// Escape sequences for a terminal that may be coloured; elsewhere the bare text.
package struct Style: Sendable {
  let isOn: Bool

  package init(isOn: Bool) { self.isOn = isOn }

  /// No escape sequences.
  package static let plain = Style(isOn: false)

  func bold(_ text: String) -> String { coded("1", text) }
  func dim(_ text: String) -> String { coded("2", text) }
  /// A fault.
  func red(_ text: String) -> String { coded("1;31", text) }
  /// The best of several.
  func green(_ text: String) -> String { coded("32", text) }
  /// Something to be typed.
  func cyan(_ text: String) -> String { coded("36", text) }

  func coloured(_ fragment: Diagnostic.Fragment) -> String {
    switch fragment.role {
    case .text: fragment.text
    case .error, .caret: red(fragment.text)
    case .hint: cyan(fragment.text)
    }
  }

  func coloured(_ fragment: Fragment) -> String {
    switch fragment.role {
    case .text: fragment.text
    case .heading: bold(fragment.text)
    case .best: green(fragment.text)
    case .faint: dim(fragment.text)
    }
  }

  private func coded(_ code: String, _ text: String) -> String { isOn && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }
}
