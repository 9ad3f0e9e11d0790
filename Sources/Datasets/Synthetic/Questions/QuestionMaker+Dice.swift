import Essentials

extension QuestionMaker {
  /// "what is the sum of the dice?", "11"
  static let sum = QuestionMaker("what is the sum of the dice", (1...24).map(String.init).joined(separator: " "), isAlwaysPossible: true) {
    scene, _ in
    let numbers = scene.objects.compactMap { Die.labels.firstIndex(of: $0.label) }.map { $0 + 1 }
    return numbers.isEmpty ? nil : SceneQuestion("what is the sum of the dice?", String(numbers.reduce(0, +)))
  }
}
