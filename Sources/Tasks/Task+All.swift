/// All tasks there are. A row is all that a task needs: prompts, answers, checks, completion and help follow from it.
extension Task {
  /// The fifteen that Florence-2 was trained on, in the order in which they are looked for in a prefix, and the one that Roboflow's trainer adds.
  public static let all = [
    ocr,
    Task("<OCR_WITH_REGION>", "What is the text in the image, with regions?", answer: .textLines),
    caption,
    Task("<DETAILED_CAPTION>", "Describe in detail what is shown in the image.", answer: .text),
    Task("<MORE_DETAILED_CAPTION>", "Describe with a paragraph what is shown in the image.", answer: .text),
    objectDetection,
    Task("<DENSE_REGION_CAPTION>", "Locate the objects in the image, with their descriptions.", answer: .regions(.names)),
    Task("<REGION_PROPOSAL>", "Locate the region proposals in the image.", answer: .regions(.none)),
    Task("<CAPTION_TO_PHRASE_GROUNDING>", "Locate the phrases in the caption: {input}", input: .text, answer: .regions(.phrases)),
    Task("<REFERRING_EXPRESSION_SEGMENTATION>", "Locate {input} in the image with mask", input: .text, answer: .masks),
    Task("<REGION_TO_SEGMENTATION>", "What is the polygon mask of region {input}", input: .region, answer: .masks),
    openVocabularyDetection,
    Task("<REGION_TO_CATEGORY>", "What is the region {input}?", input: .region, answer: .text),
    Task("<REGION_TO_DESCRIPTION>", "What does the region {input} describe?", input: .region, answer: .text),
    Task("<REGION_TO_OCR>", "What text is in the region {input}?", input: .region, answer: .text),
    questionAnswering,
  ]

  /// The text in the image.
  public static let ocr = Task("<OCR>", "What is the text in the image?", answer: .text)
  /// A sentence about the image.
  public static let caption = Task("<CAPTION>", "What does the image describe?", answer: .text)
  /// Every object with its box.
  public static let objectDetection = Task("<OD>", "Locate the objects with category name in the image.", answer: .regions(.names))
  /// Where the named thing is.
  public static let openVocabularyDetection = Task(
    "<OPEN_VOCABULARY_DETECTION>", "Locate {input} in the image.", input: .text, answer: .regionsOrMasks)
  /// A question about the image.
  public static let questionAnswering = Task(
    asItIs: "<VQA>", input: .text, answer: .text, summary: "a question of your own follows")
}
