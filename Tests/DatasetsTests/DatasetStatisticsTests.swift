import Datasets
import Images
import Testing

private func sample(_ prefix: String, _ suffix: String, image: String = "a.png") -> Sample {
  Sample(image: .init(image), prefix: prefix, suffix: suffix, line: 1)
}

@Test(arguments: [
  ("<OD>", "<OD>"), ("<VQA> what?", "<VQA>"), ("<OCR_WITH_REGION>", "<OCR_WITH_REGION>"), ("describe <OD>", nil), ("<od>", nil),
  ("<>", nil),
  ("<OD", nil), ("", nil), ("<A B>", nil), ("<É>", nil),
])
func aPrefixBeginsWithItsTask(_ prefix: String, _ task: String?) {
  #expect(sample(prefix, "").task == task)
}

@Test func tasksAndClassesAreCounted() {
  let statistics = DatasetStatistics([
    sample("<OD>", "ten<loc_1><loc_2><loc_3><loc_4>jack<loc_1><loc_2><loc_3><loc_4><loc_5><loc_6><loc_7><loc_8>"),
    sample("<OD>", "ten<loc_1><loc_2><loc_3><loc_4>", image: "b.png"),
    sample("<OD>", ""),
    sample("<VQA> is it a ten?", "ten<loc_1><loc_2><loc_3><loc_4>"),
    sample("what?", "yes"),
    sample("<DENSE_REGION_CAPTION>", "a hand<loc_1><loc_2><loc_3>"),
  ])
  #expect(statistics.samples == 6)
  #expect(statistics.images == 2)
  #expect(
    statistics.tasks == [
      .init(name: "<OD>", count: 3), .init(name: "", count: 1), .init(name: "<DENSE_REGION_CAPTION>", count: 1),
      .init(name: "<VQA>", count: 1),
    ])
  #expect(statistics.classes == [.init(name: "jack", count: 2), .init(name: "ten", count: 2)])
}

@Test(arguments: [
  ("", []), ("no locations", []), ("<loc_1>", [("", [1])]),
  ("car<loc_52><loc_332>wheel<loc_708>", [("car", [52, 332]), ("wheel", [708])]),
  (" a b <loc_0><loc_999>\n<loc_5>", [("a b", [0, 999]), ("", [5])]),
  ("x<y<loc_1>", [("y", [1])]), ("<sep>dog<loc_1>", [("sep>dog", [1])]), ("a<loc_>b<loc_1", []),
  ("a<loc_99999999999999999999>b<loc_1>", [("loc_99999999999999999999>b", [1])]), ("größe<loc_1>", [("größe", [1])]),
  ("a<loc_1>tail", [("a", [1])]),
])
func labelsAndLocationsAreRead(_ text: String, _ expected: [(String, [Int])]) {
  #expect(LocationText.parts(of: text) == expected.map { .init(label: $0.0, locations: $0.1) })
}

@Test(arguments: [
  (0, 640, 0), (639, 640, 998), (640, 640, 999), (641, 640, 999), (-3, 640, 0), (1, 3, 333), (2, 3, 666), (120, 480, 250), (119, 480, 247),
])
func coordinatesFallIntoSteps(_ value: Int, _ extent: Int, _ step: Int) {
  #expect(LocationText.step(of: value, extent: extent) == step)
}

@Test func anAnswerNamesObjectsWithTheirBoxes() {
  let objects = [
    SceneObject(label: "ten", left: 16, top: 12, right: 48, bottom: 120),
    SceneObject(label: "jack", left: 0, top: 0, right: 160, bottom: 1),
  ]
  #expect(
    LocationText.answer(naming: objects, in: ImageSize(width: 160, height: 120))
      == "ten<loc_100><loc_100><loc_300><loc_999>jack<loc_0><loc_0><loc_999><loc_8>")
}
