import Essentials

/// Asks one kind of question about a scene.
struct QuestionMaker: Sendable {
  /// What it may say besides what the scene's objects are called; for the vocabulary.
  let words: [String]
  /// A question with its answer; nil where the scene gives no occasion.
  let ask: @Sendable (Scene, inout PhiloxGenerator) -> SceneQuestion?

  init(_ words: String..., ask: @escaping @Sendable (Scene, inout PhiloxGenerator) -> SceneQuestion?) {
    self.words = words
    self.ask = ask
  }
}

extension [QuestionMaker] {
  /// At most `count` different questions, of different kinds as far as there are.
  func questions(_ count: Int, about scene: Scene, using generator: inout PhiloxGenerator) -> [SceneQuestion] {
    var questions: [SceneQuestion] = []
    for index in generator.permutation(of: self.count) where questions.count < count {
      guard let question = self[index].ask(scene, &generator), !questions.contains(where: { $0.text == question.text }) else { continue }
      questions.append(question)
    }
    return questions
  }
}
