import Tasks

/// What is asked about drawn pictures.
public enum SceneTask: String, CaseIterable, Sendable {
  /// To name every object and its box (`<OD>`).
  case detection
  /// Questions with short answers (`<VQA>question`).
  case vqa
  /// To describe the picture in a sentence (`<CAPTION>`).
  case caption
  /// To read the text in the picture (`<OCR>`).
  case ocr
  /// To find what is named, by its label or by what it says (`<OPEN_VOCABULARY_DETECTION>name`).
  case grounding

  /// The task of Florence-2 that asks it.
  public var task: Task {
    switch self {
    case .detection: .objectDetection
    case .vqa: .questionAnswering
    case .caption: .caption
    case .ocr: .ocr
    case .grounding: .openVocabularyDetection
    }
  }

  /// In a few words, with the tag.
  public var summary: String {
    let words =
      switch self {
      case .detection: "objects and their boxes"
      case .vqa: "questions"
      case .caption: "a sentence"
      case .ocr: "the words to read"
      case .grounding: "where the named thing is"
      }
    return "\(words), \(task.tag)"
  }

  /// Whether a picture gives occasion for more than one sample.
  public var isRepeatable: Bool { self == .vqa || self == .grounding }
}
