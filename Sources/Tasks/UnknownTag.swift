import Essentials

/// A word at the start of a prefix that looks like the tag of a task and is none, `<CAPTON>` or `<od>`: the model reads it as free text, which
/// is allowed, and seldom what is meant.
public struct UnknownTag: Sendable, Hashable {
  /// With its brackets.
  public let tag: String
  /// The tag that it may be meant for.
  public let nearest: String?

  /// The word that `prefix` begins with; nil when that is no such word: small letters, as in `<loc_7>` and `<DocVQA>`, make no tag, unless a
  /// task's tag differs in them, and in blanks, hyphens and underscores, alone.
  ///
  /// - Parameters:
  ///   - prefix: As a dataset or `predict` has it.
  ///   - isToken: Whether a word is a token to the model that is asked; then it is none of the mistakes, but for a tag in other letters: the
  ///     published tokenizers have `<od>`, which no task is asked by.
  public init?(inPrefix prefix: String, isToken: (String) -> Bool = { _ in false }) {
    let start = prefix.drop(while: \.isWhitespace)
    guard Task.replaced(inPrefix: prefix) == nil, start.first == "<", let end = start.firstIndex(of: ">") else { return nil }
    let (word, tag) = (start[..<end].dropFirst(), String(start[...end]))
    guard Task(tag: tag) == nil else { return nil }
    if let meant = Task.all.first(where: { Self.letters($0.tag.dropFirst().dropLast()) == Self.letters(word) }) {
      (self.tag, nearest) = (tag, meant.tag)
      return
    }
    guard word.count > 1, word.first?.isCapital == true, word.allSatisfy({ $0.isCapital || "0123456789_- ".contains($0) }) else {
      return nil
    }
    guard !isToken(tag) else { return nil }
    self.tag = tag
    nearest = nearestName(to: tag, in: Task.all.map(\.tag))
  }

  /// What tags are compared by.
  private static func letters(_ word: Substring) -> String { word.uppercased().filter { !"_- ".contains($0) } }

  /// The fact in one line.
  public var message: String { "\(tag) is none of Florence-2's tasks and is read as free text" }

  /// What to do about it.
  public var hint: String { nearest.map { "did you mean \($0)?" } ?? "leave it as it is if the task is your own" }
}

extension Character {
  fileprivate var isCapital: Bool { "A"..."Z" ~= self }
}
