import Datasets
import Essentials
import Images
import Testing

private let drawnStyles = SyntheticDataset.allStyles.filter { $0.name != "shapes" }

private func scenes(_ style: any SceneStyle, _ count: Int, size: Int = 64) -> [Scene] {
  (0..<count).map { index in
    var generator = PhiloxGenerator(seed: 11, stream: UInt64(index))
    return style.scene(size: ImageSize(width: size, height: size), using: &generator)
  }
}

@Test(arguments: drawnStyles.map(\.name))
func objectsAreWholeAndHideLittleOfEachOther(_ name: String) throws {
  let style = try #require(drawnStyles.first { $0.name == name })
  for scene in scenes(style, 300) {
    #expect(1...4 ~= scene.objects.count)
    #expect(
      scene.objects.map { [$0.left, $0.top] }.sorted { $0.lexicographicallyPrecedes($1) } == scene.objects.map { [$0.left, $0.top] })
    for (index, object) in scene.objects.enumerated() {
      #expect(object.left > 0 && object.top > 0 && object.right < 64 && object.bottom < 64)
      for other in scene.objects[(index + 1)...] {
        let isText = object.identity.kind.isText || other.identity.kind.isText
        #expect(object.overlap(with: other) <= (isText ? 0 : SceneComposer.overlap), "\(object) \(other)")
      }
    }
  }
}

@Test(arguments: drawnStyles.map(\.name))
func aStyleHoldsItsLabelsAndNoOthers(_ name: String) throws {
  let style = try #require(drawnStyles.first { $0.name == name })
  let found = Set(scenes(style, 1500, size: 40).flatMap { $0.objects.map(\.label) })
  let labels = Set(style.labels)
  #expect(labels.count == style.labels.count)
  #expect(found == labels)
}

@Test(arguments: SyntheticDataset.allStyles.map(\.name))
func allTextIsMadeOfTheVocabulary(_ name: String) throws {
  let style = try #require(SyntheticDataset.allStyles.first { $0.name == name })
  let vocabulary = Set(style.vocabulary)
  #expect(style.vocabulary == vocabulary.sorted() && vocabulary.isSubset(of: SyntheticVocabulary.words))
  let dataset = SyntheticDataset(
    style: style, tasks: SceneTask.allCases, counts: .init(train: 400, valid: 0, test: 0), size: ImageSize(width: 40, height: 40), seed: 5)
  for text in dataset.texts() {
    for word in SyntheticVocabulary.words(in: text) where !vocabulary.contains(word) {
      // Letters by chance are read too, and digits on number plates.
      #expect(style.hasText && 1...5 ~= word.count && (word == word.lowercased() || word == word.uppercased()), "\(word)")
    }
  }
}

@Test func theVocabularyIsFixed() {
  // Tokenizers have been trained on it: what it gains or loses, they must be trained on anew.
  #expect(SyntheticVocabulary.words.count == 521)
}

@Test(arguments: drawnStyles.map(\.name))
func answersCannotBeGuessed(_ name: String) throws {
  let style = try #require(drawnStyles.first { $0.name == name })
  let dataset = SyntheticDataset(
    style: style, tasks: [.vqa], counts: .init(train: 3000, valid: 0, test: 0), size: ImageSize(width: 40, height: 40), seed: 7)
  var counts: [String: [String: Int]] = [:]
  for index in 0..<3000 {
    for annotation in dataset.picture(.train, index).annotations {
      let isCount = annotation.prefix.hasPrefix("<VQA>how many")
      guard isCount || ["yes", "no"].contains(annotation.suffix) else { continue }
      counts[isCount ? annotation.prefix : String(annotation.prefix.prefix(8)), default: [:]][annotation.suffix, default: 0] += 1
    }
  }
  #expect(counts.count >= 2)
  for (question, answers) in counts {
    let total = answers.values.reduce(0, +)
    // Three standard deviations more than a fair share.
    let share = 1 / Double(answers.count)
    let most = share + 3 * (share * (1 - share) / Double(total)).squareRoot()
    #expect(answers.count >= 2 && answers.values.allSatisfy { Double($0) <= most * Double(total) }, "\(question): \(answers)")
  }
}

@Test(arguments: drawnStyles.map(\.name))
func answersAreRight(_ name: String) throws {
  let style = try #require(drawnStyles.first { $0.name == name })
  for (index, scene) in scenes(style, 400, size: 48).enumerated() {
    var generator = PhiloxGenerator(seed: 13, stream: UInt64(index))
    let questions = style.questions(2, about: scene, using: &generator)
    #expect(questions.count == 2 && questions[0].text != questions[1].text)
    for question in questions {
      let text = question.text.dropLast()
      if text.hasPrefix("how many"), name != "mixed" { #expect(question.answer == String(scene.objects.count)) }
      for opening in ["is there a ", "is there an "] where text.hasPrefix(opening) {
        let label = text.dropFirst(opening.count)
        #expect(question.answer == (scene.objects.contains { $0.label == label } ? "yes" : "no"), "\(question)")
      }
      if text.hasPrefix("which"), text.hasSuffix("on the left"), name == "chess" {
        #expect(question.answer == scene.objects.min { $0.left + $0.right < $1.left + $1.right }?.label)
      }
    }
  }
}

@Test func wordsAreLargeEnoughToRead() {
  for scene in scenes(WordScenes(), 1000, size: 96) {
    for object in scene.objects {
      let letters = object.identity.attributes[.text]?.count ?? 0
      let length = Double(object.width * object.width + object.height * object.height).squareRoot()
      // Twelve pixels a letter, less what is beside the ink of the first and the last.
      #expect(length >= 11 * Double(letters), "\(object)")
    }
  }
}

@Test func captionsCountWhatIsTheSame() {
  func object(_ label: String, _ left: Int) -> SceneObject { SceneObject(label: label, left: left, top: 0, right: left + 1, bottom: 1) }
  let image = Image(width: 8, height: 8, pixels: [UInt8](repeating: 0, count: 192))
  func caption(_ labels: String...) -> String {
    Scene(image: image, objects: labels.enumerated().map { object($1, $0) }, setting: "on a red board").caption
  }
  #expect(caption("white king") == "a white king on a red board")
  #expect(caption("orange star", "blue moon") == "an orange star and a blue moon on a red board")
  #expect(caption("rook", "pawn", "rook", "queen") == "two rooks, a pawn and a queen on a red board")
}

@Test func textIsReadRowByRow() {
  let image = Image(width: 100, height: 100, pixels: [UInt8](repeating: 0, count: 30_000))
  func word(_ text: String, _ left: Int, _ top: Int) -> SceneObject {
    SceneObject(ObjectIdentity(.word, label: "word", [.text: text]), left: left, top: top, right: left + 30, bottom: top + 20)
  }
  func text(_ words: SceneObject...) -> String { Scene(image: image, objects: words, setting: "").text }
  #expect(text(word("two", 50, 10), word("one", 5, 14), word("three", 2, 50)) == "one two three")
  #expect(text(word("below", 5, 40), word("above", 50, 10)) == "above below")
}
