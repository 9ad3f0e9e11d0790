/// What is asked about drawn pictures.
public enum SceneTask: String, CaseIterable, Sendable {
  /// To name every object and its box (`<OD>`).
  case detection
  /// A question with a short answer (`<VQA>question`).
  case vqa
  /// To describe the picture in a sentence (`<CAPTION>`).
  case caption
  /// To read the text in the picture (`<OCR>`).
  case ocr
  /// Each of these that the style has, two of the questions: several samples share a picture.
  case all

  /// In a few words.
  public var summary: String {
    switch self {
    case .detection: "objects and their boxes, <OD>"
    case .vqa: "a question, <VQA>"
    case .caption: "a sentence, <CAPTION>"
    case .ocr: "the words to read, <OCR>"
    case .all: "all that the style has; several samples share a picture"
    }
  }
}
