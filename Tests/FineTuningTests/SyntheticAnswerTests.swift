import Datasets
import Images
import Tasks
import Testing

@Test(arguments: SyntheticDataset.allStyles.map(\.name))
func drawnAnswersAreRead(_ name: String) throws {
  let style = try #require(SyntheticDataset.allStyles.first { $0.name == name })
  let dataset = SyntheticDataset(style: style, tasks: SceneTask.allCases, counts: .init(train: 20, valid: 0, test: 0), seed: 3)
  for index in 0..<20 {
    let picture = dataset.picture(.train, index)
    for annotation in picture.annotations {
      let tag = Task.tag(ofPrefix: annotation.prefix)
      #expect(try !Task.prompt(forPrefix: annotation.prefix).isEmpty)
      #expect(AnswerParser.faults(inSuffix: annotation.suffix, tag: tag).isEmpty)
      let answer = AnswerParser.parse(
        annotation.suffix, tag: tag, width: picture.image.width, height: picture.image.height)
      switch answer {
      case .regions(let regions):
        #expect(tag == "<OD>" && !regions.isEmpty && regions.allSatisfy { style.labels.contains($0.label) })
        #expect(regions.allSatisfy { $0.box.x0 < $0.box.x1 && $0.box.y0 < $0.box.y1 })
      case .regionsAndMasks(let regions, let masks):
        #expect(!regions.isEmpty && regions.allSatisfy { annotation.prefix == "<OPEN_VOCABULARY_DETECTION>" + $0.label } && masks.isEmpty)
        #expect(regions.allSatisfy { $0.box.x0 < $0.box.x1 && $0.box.y0 < $0.box.y1 })
      case .text(let text): #expect(annotation.prefix != "<OD>" && text == annotation.suffix && !text.isEmpty)
      default: Issue.record("\(answer)")
      }
    }
  }
}
