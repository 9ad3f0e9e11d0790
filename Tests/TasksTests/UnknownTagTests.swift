import Tasks
import Testing

@Suite struct UnknownTagTests {
  @Test(
    arguments: [
      ("<CAPTON>", "<CAPTON>", "<CAPTION>"), (" <DETAILD_CAPTION> \n", "<DETAILD_CAPTION>", "<DETAILED_CAPTION>"),
      ("<OBD>", "<OBD>", "<OD>"),
      ("<VQ> is it red?", "<VQ>", "<VQA>"), ("<OCR WITH REGION>", "<OCR WITH REGION>", "<OCR_WITH_REGION>"),
      ("<REGION-TO-OCR><loc_1><loc_2><loc_3><loc_4>", "<REGION-TO-OCR>", "<REGION_TO_OCR>"), ("<DOCVQA>what?", "<DOCVQA>", nil),
      ("<od>", "<od>", "<OD>"), ("<Od>", "<Od>", "<OD>"), ("<ocr>", "<ocr>", "<OCR>"), ("<caption>", "<caption>", "<CAPTION>"),
      (" <vqa>is it red?", "<vqa>", "<VQA>"), ("< OD >", "< OD >", "<OD>"),
      ("<detailed caption>", "<detailed caption>", "<DETAILED_CAPTION>"),
      ("<DenseRegionCaption>", "<DenseRegionCaption>", "<DENSE_REGION_CAPTION>"),
      ("<open-vocabulary_Detection>car", "<open-vocabulary_Detection>", "<OPEN_VOCABULARY_DETECTION>"),
    ] as [(String, String, String?)])
  func `what looks like a tag and is none`(prefix: String, tag: String, nearest: String?) {
    let unknown = UnknownTag(inPrefix: prefix)
    #expect(unknown?.tag == tag && unknown?.nearest == nearest)
    #expect(unknown?.message.hasPrefix(tag) == true && unknown?.hint.contains(nearest ?? "your own") == true)
  }

  @Test(arguments: [
    "", "<", "<>", "<A>", "<7>", "a <CAPTON>", "what is <b>?", "free text", "<CAPTON", "<VQA>", "<VQA> is it red?", "<loc_7><loc_8>",
    "<DocVQA>what?", "<docvqa>what?", "<poly>", "<ods>", "<o d s>", "<i>", "<cap>", "<s>", "</s>", "<OD> all",
    "<CAPTION_TO_PHRASE_GROUNDING>a", "<NOW><OPEN_VOCABULARY_DETECTION>car",
    "<ÄÖ>",
    "< 3 and > 2", "<__>",
  ])
  func `what is no tag, or is one`(prefix: String) { #expect(UnknownTag(inPrefix: prefix) == nil) }

  @Test func `every task is known`() {
    for task in Task.all { #expect(UnknownTag(inPrefix: task.tag) == nil) }
  }

  @Test func `a token of the model is no mistake`() {
    #expect(UnknownTag(inPrefix: "<CAPTON>") { _ in false }?.nearest == "<CAPTION>")
    #expect(UnknownTag(inPrefix: "<CAPTON> x") { $0 == "<CAPTON>" } == nil)
    // The published tokenizers have it, and no task is asked by it.
    #expect(UnknownTag(inPrefix: "<od>") { $0 == "<od>" }?.nearest == "<OD>")
  }
}
