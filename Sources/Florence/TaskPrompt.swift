import Essentials
import Foundation

/// The tasks Florence-2 was trained on: a tag such as `<OD>` in a dataset's prefix stands for the sentence that the model reads.
public enum TaskPrompt {
  /// A tag and its sentence.
  public struct Entry: Sendable, Hashable {
    /// `<OD>`.
    public let tag: String
    /// The sentence; where the task takes an input, it stands at `{input}`.
    public let prompt: String
    /// Whether text beside the tag goes into the sentence.
    public var takesInput: Bool { prompt.contains("{input}") }
  }

  /// Tasks whose tag must be the whole prefix, in the order in which they are looked for.
  public static let withoutInput = [
    Entry(tag: "<OCR>", prompt: "What is the text in the image?"),
    Entry(tag: "<OCR_WITH_REGION>", prompt: "What is the text in the image, with regions?"),
    Entry(tag: "<CAPTION>", prompt: "What does the image describe?"),
    Entry(tag: "<DETAILED_CAPTION>", prompt: "Describe in detail what is shown in the image."),
    Entry(tag: "<MORE_DETAILED_CAPTION>", prompt: "Describe with a paragraph what is shown in the image."),
    Entry(tag: "<OD>", prompt: "Locate the objects with category name in the image."),
    Entry(tag: "<DENSE_REGION_CAPTION>", prompt: "Locate the objects in the image, with their descriptions."),
    Entry(tag: "<REGION_PROPOSAL>", prompt: "Locate the region proposals in the image."),
  ]

  /// Tasks that take an input, in the order in which they are looked for.
  public static let withInput = [
    Entry(tag: "<CAPTION_TO_PHRASE_GROUNDING>", prompt: "Locate the phrases in the caption: {input}"),
    Entry(tag: "<REFERRING_EXPRESSION_SEGMENTATION>", prompt: "Locate {input} in the image with mask"),
    Entry(tag: "<REGION_TO_SEGMENTATION>", prompt: "What is the polygon mask of region {input}"),
    Entry(tag: "<OPEN_VOCABULARY_DETECTION>", prompt: "Locate {input} in the image."),
    Entry(tag: "<REGION_TO_CATEGORY>", prompt: "What is the region {input}?"),
    Entry(tag: "<REGION_TO_DESCRIPTION>", prompt: "What does the region {input} describe?"),
    Entry(tag: "<REGION_TO_OCR>", prompt: "What text is in the region {input}?"),
  ]

  /// All tags that have a meaning, `<VQA>` among them, which stands before a question and is read as it is.
  static let tags = (withoutInput + withInput).map(\.tag) + ["<VQA>"]

  /// The text the model reads for a dataset's prefix.
  ///
  /// A prefix without a known tag, `<VQA> Is it red?` or free text, is read as it is. The input of a task that takes one is the prefix
  /// without its tag and without white space at the ends, as native transformers has it; Microsoft's code keeps that white space.
  /// - Throws: `Faults` when more than the tag stands in the prefix of a task that takes no input, as both refuse it.
  public static func text(forPrefix prefix: String) throws -> String {
    guard let entry = entry(inPrefix: prefix) else { return prefix }
    guard entry.takesInput else {
      guard areIdentical(prefix, entry.tag) else {
        throw Faults(
          .value, "the task \(entry.tag) takes no input, but the prefix is \"\(prefix)\"",
          hint: "write \(entry.tag) alone, without blanks, or leave the tag out")
      }
      return entry.prompt
    }
    let input = prefix.replacingOccurrences(of: entry.tag, with: "", options: .literal)
    return entry.prompt.replacingOccurrences(of: "{input}", with: AnswerParser.stripped(input), options: .literal)
  }

  /// The tag of a dataset's prefix, by which answers to it are parsed: a known one anywhere in it, otherwise a tag at its start
  /// (`<VQA>`); nil for free text.
  public static func tag(ofPrefix prefix: String) -> String? {
    if let entry = entry(inPrefix: prefix) { return entry.tag }
    guard prefix.utf8.first == UInt8(ascii: "<"), let end = prefix.utf8.firstIndex(of: UInt8(ascii: ">")) else { return nil }
    let name = prefix.utf8[prefix.utf8.index(after: prefix.startIndex)..<end]
    let isTag = !name.isEmpty && name.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) || $0 == UInt8(ascii: "_") }
    return isTag ? String(prefix[...end]) : nil
  }

  static func entry(inPrefix prefix: String) -> Entry? {
    (withoutInput + withInput).first { prefix.range(of: $0.tag, options: .literal) != nil }
  }

  private static func areIdentical(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }
}
