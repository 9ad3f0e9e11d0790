import Essentials
import Foundation

extension Task {
  /// The task of that tag; nil when it is none's.
  public init?(tag: String?) {
    guard let task = Self.all.first(where: { $0.tag == tag }) else { return nil }
    self = task
  }

  /// The task of a dataset's prefix; nil for free text and for a tag of somebody's own, whose answers are texts.
  public init?(ofPrefix prefix: String) { self.init(tag: Self.tag(ofPrefix: prefix)) }

  /// The tag of a dataset's prefix, by which answers to it are parsed, counted and scored: one that stands for a sentence anywhere in it,
  /// otherwise a tag at its start, known (`<VQA>`) or not; nil for free text.
  public static func tag(ofPrefix prefix: String) -> String? {
    if let task = replaced(inPrefix: prefix) { return task.tag }
    guard prefix.utf8.first == UInt8(ascii: "<"), let end = prefix.utf8.firstIndex(of: UInt8(ascii: ">")) else { return nil }
    let name = prefix.utf8[prefix.utf8.index(after: prefix.startIndex)..<end]
    let isTag = !name.isEmpty && name.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) || $0 == UInt8(ascii: "_") }
    return isTag ? String(prefix[...end]) : nil
  }

  /// The prompt that the model reads for a dataset's prefix.
  ///
  /// A prefix in which no tag stands for a sentence, `<VQA> Is it red?` or free text, is read as it is. The input of a task that takes one is
  /// the prefix without its tag and without white space at the ends, as transformers has it; Microsoft's code keeps that white space.
  /// - Throws: `Faults` when more than the tag stands in the prefix of a task that takes no input, as both refuse it.
  public static func prompt(forPrefix prefix: String) throws -> String {
    guard let task = replaced(inPrefix: prefix), let sentence = task.sentence else { return prefix }
    guard task.input != .none else {
      guard prefix.utf8.elementsEqual(task.tag.utf8) else {
        throw Faults(
          .value, "the task \(task.tag) takes no input, but the prefix is \"\(prefix)\"",
          hint: "write \(task.tag) alone, without blanks, or leave the tag out")
      }
      return sentence
    }
    let input = prefix.replacingOccurrences(of: task.tag, with: "", options: .literal)
    return sentence.replacingOccurrences(of: "{input}", with: AnswerParser.stripped(input), options: .literal)
  }

  /// The first task of the table whose tag stands somewhere in `prefix` and is replaced by its sentence.
  static func replaced(inPrefix prefix: String) -> Task? {
    let bytes = Array(prefix.utf8)
    let found = bytes.indices.lazy.filter { bytes[$0] == UInt8(ascii: "<") }.compactMap { start in
      all.firstIndex { $0.sentence != nil && bytes[start...].starts(with: $0.tag.utf8) }
    }
    return found.min().map { all[$0] }
  }
}
