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

  /// In a few words.
  public var summary: String {
    switch self {
    case .detection: "objects and their boxes, <OD>"
    case .vqa: "questions, <VQA>"
    case .caption: "a sentence, <CAPTION>"
    case .ocr: "the words to read, <OCR>"
    case .grounding: "where the named thing is, <OPEN_VOCABULARY_DETECTION>"
    }
  }

  /// Whether a picture gives occasion for more than one sample.
  public var isRepeatable: Bool { self == .vqa || self == .grounding }
}
