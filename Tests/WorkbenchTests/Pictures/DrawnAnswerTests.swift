import Datasets
import Essentials
import FineTuning
import Florence
import Images
import Plots
import Script
import SystemPackage
import Tasks
import TestSupport
import Testing
import Workbench

@Suite struct DrawnAnswerTests {
  private static func mark(_ prefix: String, _ suffix: String) -> AnsweredSample {
    AnsweredSample(prefix: prefix, suffix: suffix, answer: nil, size: ImageSize(width: 1000, height: 1000))
  }

  @Test func boxesQuadsAndMasksAreDrawnAsSuch() {
    let boxes = Self.mark("<OD>", "cat<loc_100><loc_200><loc_300><loc_400>dog<loc_1><loc_2><loc_3><loc_4>")
    #expect(boxes.marks.map(\.label) == ["cat", "dog"] && boxes.marks.allSatisfy { $0.outline.count == 4 && !$0.isFilled })
    let quads = Self.mark("<OCR_WITH_REGION>", "STOP<loc_10><loc_20><loc_300><loc_5><loc_310><loc_80><loc_15><loc_90>")
    #expect(quads.marks.count == 1 && quads.marks[0].label == "STOP" && quads.marks[0].outline.count == 4)
    // Not upright: the second corner is higher than the first.
    #expect(quads.marks[0].outline[1].y < quads.marks[0].outline[0].y - 5)
    let masks = Answer.masks([.init(polygons: [[0, 0, 9, 0, 9, 9], [1, 1, 2, 2, 3, 1, 4, 4]], label: "blob")]).marks(.prediction)
    #expect(masks.map(\.label) == ["blob", ""] && masks.map(\.outline.count) == [3, 4])
    #expect(masks.allSatisfy { $0.isFilled && $0.kind == .prediction })
    let pieces = Answer.masks([.init(polygons: [[], [5, 5], [0, 0, 1, 0, 1, 1], [0, 9, 9, 9, 9, 0]], label: "blob")]).marks(.truth)
    #expect(pieces.map(\.label) == ["", "", "blob"], "the largest piece, and none without a point")
    #expect(masks.map(\.category) == ["blob", "blob"], "pieces of one thing have one colour")
    #expect(Answer.text("x").marks(.truth).isEmpty)
  }

  @Test func scoresStandBehindTheModelsLabels() {
    let answer = Answer.regions(["cat", ""].map { .init(box: Box(x0: 0, y0: 0, x1: 1, y1: 1), label: $0) })
    #expect(answer.marks(.prediction, scores: [0.934, 0.5]).map(\.text) == ["cat 0.93", "0.50"])
    #expect(answer.marks(.truth).map(\.text) == ["cat", ""])
  }

  @Test func wordsSayWhatIsNotDrawn() {
    #expect(Self.mark("<OD>", "cat<loc_1><loc_2><loc_3><loc_4>").caption.paragraphs.map(\.text) == ["<OD>"])
    #expect(Self.mark("<OD>", "").caption.paragraphs.map(\.text) == ["<OD>", "nothing"])
    #expect(Self.mark("<VQA> how many?", "two").caption.paragraphs.map(\.text) == ["<VQA> how many?", "two"])
    let regions = ["a", "b", "a", ""].map { Answer.Region(box: Box(x0: 0, y0: 0, x1: 1, y1: 1), label: $0) }
    #expect(Answer.regions(regions).words == "2 a, b, region")
  }
}

/// What `show` and `predict` draw of a model's answers.
@Suite struct SheetDrawingTests {
  private let folder: TestFolder
  private let dataset: Dataset
  private let configuration: Configuration

  init() throws {
    folder = try TestFolder()
    let path = folder.appending("data")
    try SyntheticDataset(
      style: ShapeScenes(size: ImageSize(width: 48, height: 40)), counts: .init(train: 5, valid: 2, test: 0), seed: 5
    ).write(to: path)
    dataset = try Dataset(path)
    var configuration = Configuration(dataset: path.string)
    configuration.modelID = "tiny"
    (configuration.maximumNewTokens, configuration.beams) = (6, 1)
    self.configuration = configuration
  }

  private var samples: [(title: String, sample: Sample)] { dataset.train.samples.enumerated().map { ("train \($0.offset)", $0.element) } }

  @Test func answersChangeThePicture() throws {
    let predictor = try Predictor(configuration, checkpoint: nil)
    var asked = 0
    let (truth, _) = try SheetDrawing(heading: "h", samples: samples).draw()
    let model = SheetDrawing.Model(name: "after") { sample in
      asked += 1
      return try predictor.predict(sample.image, task: sample.prefix).answer
    }
    let (both, count) = try SheetDrawing(heading: "h", samples: samples, models: [model]).draw()
    #expect(asked == 5 && count == 5)
    #expect(both.height > truth.height)
    let (twice, samplesDrawn) = try SheetDrawing(heading: "h", samples: samples, models: [model, model]).draw()
    #expect(asked == 15 && samplesDrawn == 5)
    #expect(twice.width * twice.height > both.width * both.height)
    let sample = samples[0].sample
    let prediction = try predictor.predict(sample.image, task: sample.prefix)
    let (alone, beside) = try (predictionPicture(prediction, truth: nil), predictionPicture(prediction, truth: sample))
    #expect(beside.height > alone.height && alone.width == beside.width)
  }

  @Test func textsAreTickedWhenTheyAgree() throws {
    let predictor = try Predictor(configuration, checkpoint: nil)
    let answer = try predictor.predict(samples[0].sample.image, task: "<CAPTION>").answer
    guard case .text(let text) = answer.answer else {
      Issue.record("a caption is a text")
      return
    }
    let size = ImageSize(width: 48, height: 40)
    let tones = { (suffix: String?) in
      AnsweredSample(prefix: "<CAPTION>", suffix: suffix, answer: answer, size: size).caption.paragraphs.map(\.tone)
    }
    #expect(tones(text + "x") == [.faint, .plain, .wrong])
    #expect(tones(nil) == [.faint, .plain])
    if !text.isEmpty { #expect(tones(text) == [.faint, .plain, .right]) }
  }

  @Test func aStopKeepsWhatIsDone() throws {
    var done = 0
    let progress = Progress()
    let stop = StopToken { progress.done >= 2 }
    let (image, count) = try SheetDrawing(heading: "h", samples: samples).draw(stop: stop) {
      done = $0
      progress.done = $0
    }
    #expect(count == 2 && done == 2 && image.width > 100)
    #expect(throws: Stopped.self) { try SheetDrawing(heading: "h", samples: samples).draw(stop: StopToken { true }) }
  }

  @Test func showAsksTheModelAndTellsHowFarItIs() throws {
    var told: [String] = []
    let listener = Listener(onProgress: { progress in
      switch progress {
      case .evaluation(let done, let count): told.append("\(done)/\(count)")
      case .done: told.append("done")
      default: break
      }
    })
    let session = Session(listener)
    var values: [Value] = []
    let interpreter = Interpreter(commands: .workbench, session: session) { event in
      if case .finished(let result) = event, let output = result.output { values.append(output.value) }
    }
    let path = folder.appending("sheet.png").string
    let recipe = """
      set model_id=tiny max_new_tokens=6 num_beams=1
      dataset load '\(dataset.path)'
      show valid predictions=true to='\(path)'
      show train 3..90 to='\(path)'
      """
    _ = try interpreter.run(SourceText(recipe, name: "test"))
    #expect(told == ["1/2", "2/2", "done"])
    let counts = values.map { value -> Value? in if case .record(let record) = value { record["samples"] } else { nil } }
    #expect(counts.suffix(2) == [2, 2])
  }

  /// Read by the stop token, written by the work itself.
  private final class Progress: @unchecked Sendable {
    var done = 0
  }
}
