import Datasets
import FineTuning
import SystemPackage
import Testing

private let box = "<loc_1><loc_2><loc_30><loc_40>"

@Test(
  arguments: [
    ("<OD>", "", nil), ("<OD>", "car\(box)", nil), ("<OD>", "car\(box)\(box)dog\(box) \n", nil), ("<OD>", "a<b\(box)", nil),
    ("<OD>", "no boxes at all", "no location follows \"no boxes at all\""), ("<OD>", "car\(box)dog", "no location follows \"dog\""),
    ("<OCR_WITH_REGION>", "TOTAL", "no location follows \"TOTAL\""), ("<OCR_WITH_REGION>", "TOTAL\(box)\(box)", nil),
    ("<REGION_PROPOSAL>", "\(box)car", "no location follows \"car\""),
    ("<OPEN_VOCABULARY_DETECTION>", "car<poly>\(box)</poly>", nil), ("<CAPTION>", "a car", nil), ("<VQA> where?", "at <loc_5> there", nil),
    ("<OD>", "car<loc_9><loc_2><loc_3><loc_40>", "car has a box turned inside out: <loc_9><loc_2><loc_3><loc_40>"),
  ] as [(String, String, String?)])
func answersFollowTheirTask(_ prefix: String, _ suffix: String, _ expected: String?) {
  let sample = Sample(image: "a.png", prefix: prefix, suffix: suffix, line: 1)
  #expect(SampleSyntax.faults(of: sample).map(\.message) == (expected.map { [$0] } ?? []))
}
