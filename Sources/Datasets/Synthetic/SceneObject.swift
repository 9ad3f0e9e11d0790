/// An object in a picture with the pixels it spans: columns `left..<right`, rows `top..<bottom`.
public struct SceneObject: Sendable, Hashable {
  /// What detection calls it.
  public let label: String
  /// The first column.
  public let left: Int
  /// The first row.
  public let top: Int
  /// The column behind the last.
  public let right: Int
  /// The row behind the last.
  public let bottom: Int
  /// What else is known of it.
  package let identity: ObjectIdentity

  /// An object of which only the label is known.
  package init(label: String, left: Int, top: Int, right: Int, bottom: Int) {
    self.init(ObjectIdentity(.shape, label: label), left: left, top: top, right: right, bottom: bottom)
  }

  package init(_ identity: ObjectIdentity, left: Int, top: Int, right: Int, bottom: Int) {
    label = identity.label
    self.left = left
    self.top = top
    self.right = right
    self.bottom = bottom
    self.identity = identity
  }

  /// What it is found by: text by what it says, all else by its label.
  package var name: String { (identity.kind.isText ? identity.attributes[.text] : nil) ?? label }
  package var width: Int { right - left }
  package var height: Int { bottom - top }

  /// What share of the smaller of two boxes lies in the other.
  package func overlap(with other: SceneObject) -> Double {
    let columns = max(0, min(right, other.right) - max(left, other.left))
    let rows = max(0, min(bottom, other.bottom) - max(top, other.top))
    return Double(columns * rows) / Double(min(width * height, other.width * other.height))
  }
}

/// What an object is, wherever it lies.
package struct ObjectIdentity: Sendable, Hashable {
  /// What questions and captions say of an object.
  package enum Kind: String, Sendable, CaseIterable {
    case shape, card, sign, word, die, piece, plate

    package var plural: String { self == .die ? "dice" : rawValue + "s" }

    /// Whether it is there to be read, and nothing may hide it.
    package var isText: Bool { self == .word || self == .plate }
  }

  /// What questions ask for or find an object by.
  package enum Attribute: Sendable {
    case colour, symbol, rank, suit, side, text
  }

  package let kind: Kind
  package let label: String
  package let attributes: [Attribute: String]
  /// One of them, as a caption names it: "a red star".
  package let phrase: String
  /// Several of them: "red stars".
  package let plural: String

  /// - Parameters:
  ///   - phrase: nil for the label with its article.
  ///   - plural: nil for the label with an s.
  package init(
    _ kind: Kind, label: String, _ attributes: [Attribute: String] = [:], phrase: String? = nil, plural: String? = nil
  ) {
    self.kind = kind
    self.label = label
    self.attributes = attributes
    self.phrase = phrase ?? label.withArticle
    self.plural = plural ?? label + "s"
  }
}

extension String {
  /// "a card", "an ace", "a one".
  package var withArticle: String { ("aeiou".contains(prefix(1)) && self != "one" ? "an " : "a ") + self }
}
