import Datasets
import Testing

private func sample(_ prefix: String, _ suffix: String, image: String = "a.png") -> Sample {
  Sample(image: .init(image), prefix: prefix, suffix: suffix, line: 1)
}

@Test func tasksAndClassesAreCounted() {
  let statistics = DatasetStatistics([
    sample("<OD>", "ten<loc_1><loc_2><loc_3><loc_4>jack<loc_1><loc_2><loc_3><loc_4><loc_5><loc_6><loc_7><loc_8>"),
    sample("<OD>", "ten<loc_1><loc_2><loc_3><loc_4>", image: "b.png"),
    sample("<OD>", ""),
    sample("<VQA> is it a ten?", "ten<loc_1><loc_2><loc_3><loc_4>"),
    sample("what?", "yes"),
    sample("<DENSE_REGION_CAPTION>", "a hand<loc_1><loc_2><loc_3>"),
    sample("a king<OPEN_VOCABULARY_DETECTION>", "a king<loc_1><loc_2><loc_3><loc_4>"),
  ])
  #expect(statistics.samples == 7)
  #expect(statistics.images == 2)
  #expect(
    statistics.tasks == [
      .init(name: "<OD>", count: 3), .init(name: "", count: 1), .init(name: "<DENSE_REGION_CAPTION>", count: 1),
      .init(name: "<OPEN_VOCABULARY_DETECTION>", count: 1), .init(name: "<VQA>", count: 1),
    ])
  #expect(statistics.classes == [.init(name: "jack", count: 2), .init(name: "ten", count: 2), .init(name: "a king", count: 1)])
}
