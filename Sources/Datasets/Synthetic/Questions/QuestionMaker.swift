import Essentials

/// Asks one kind of question about a scene.
struct QuestionMaker: Sendable {
  /// What it may say besides what the scene's objects are called; for the vocabulary.
  let words: [String]
  /// Whether every scene gives occasion for it.
  let isAlwaysPossible: Bool
  /// A question with its answer; nil where the scene gives no occasion.
  let ask: @Sendable (Scene, inout PhiloxGenerator) -> SceneQuestion?

  init(_ words: String..., isAlwaysPossible: Bool = false, ask: @escaping @Sendable (Scene, inout PhiloxGenerator) -> SceneQuestion?) {
    self.words = words
    self.isAlwaysPossible = isAlwaysPossible
    self.ask = ask
  }
}

extension [QuestionMaker] {
  /// At most `count` different questions, of different kinds as far as there are, then each kind again.
  func questions(_ count: Int, about scene: Scene, using generator: inout PhiloxGenerator) -> [SceneQuestion] {
    var questions: [SceneQuestion] = []
    let order = generator.permutation(of: self.count).map { self[$0] }
    // How often numbers are asked for must not depend on the number: who takes the place of what cannot be asked is no such question.
    let substitutes = order.dropFirst(count).filter { !$0.isAlwaysPossible } + order.dropFirst(count).filter(\.isAlwaysPossible)
    var isNewFound: Bool
    repeat {
      isNewFound = false
      for maker in order.prefix(count) + substitutes where questions.count < count {
        guard let question = maker.ask(scene, &generator), !questions.contains(where: { $0.text == question.text }) else { continue }
        questions.append(question)
        isNewFound = true
      }
    } while isNewFound && questions.count < count
    return questions
  }
}
