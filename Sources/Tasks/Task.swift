/// Something the model can be asked: the tag that stands for it in a dataset's prefix, the sentence it becomes, and the form of its answer.
public struct Task: Sendable, Hashable {
  /// What follows a tag.
  public enum Input: Sendable, Hashable, CaseIterable {
    /// Nothing: the tag is the whole prefix.
    case none
    /// A phrase, a caption, a question.
    case text
    /// A region of the image: four locations, or the corners of a polygon.
    case region
  }

  /// `<OD>`.
  public let tag: String
  /// The prompt that the model reads; the input stands in it at `{input}`. Nil where the prefix is read as it is, tag included.
  public let sentence: String?
  /// What follows the tag.
  public let input: Input
  /// What answers look like, and what of them is scored.
  public let answer: AnswerForm
  /// What is asked, in one line.
  public let summary: String

  init(_ tag: String, _ sentence: String, input: Input = .none, answer: AnswerForm) {
    (self.tag, self.sentence, self.input, self.answer, summary) = (tag, sentence, input, answer, sentence)
  }

  /// A task whose prefix is read as it is.
  init(asItIs tag: String, input: Input, answer: AnswerForm, summary: String) {
    (self.tag, sentence, self.input, self.answer, self.summary) = (tag, nil, input, answer, summary)
  }
}
