/// The words of all that is asked and answered about drawn pictures: what a tokenizer for them must know.
public enum SyntheticVocabulary {
  /// The words of all styles, each once and sorted; letters by chance, which some pictures show, are not among them.
  public static let words = Array(Set(SyntheticDataset.allStyles.flatMap(\.vocabulary))).sorted()

  /// The words of a text: runs of letters and digits.
  public static func words(in text: some StringProtocol) -> [String] {
    String(text).split(whereSeparator: { !$0.isLetter && !$0.isNumber }).map(String.init)
  }

  /// The words of some texts and questions, each once and sorted.
  static func words(of texts: [String], _ makers: [QuestionMaker], _ others: [String]) -> [String] {
    Array(Set((texts + makers.flatMap(\.words) + others).flatMap { words(in: $0) })).sorted()
  }
}
