import Essentials

extension QuestionMaker {
  /// "what does it say?", all words in the order of reading.
  static let reading = QuestionMaker("what does it say") { scene, _ in
    let text = scene.text
    return text.isEmpty ? nil : SceneQuestion("what does it say?", text)
  }

  /// "does it say cat?", "yes": as often as not.
  static func saying(lengths: ClosedRange<Int>) -> QuestionMaker {
    QuestionMaker("does it say", "yes no") { scene, generator in
      let words = scene.objects.compactMap { $0.identity.attributes[.text] }
      guard !words.isEmpty else { return nil }
      if generator.chance(0.5) { return SceneQuestion("does it say \(generator.choice(of: words))?", "yes") }
      let other = WordList.word(lengths: lengths, using: &generator)
      return words.contains { $0.lowercased() == other.lowercased() } ? nil : SceneQuestion("does it say \(other)?", "no")
    }
  }
}
