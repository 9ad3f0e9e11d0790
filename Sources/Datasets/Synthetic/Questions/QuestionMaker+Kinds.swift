import Essentials

extension QuestionMaker {
  typealias Kind = ObjectIdentity.Kind
  typealias Attribute = ObjectIdentity.Attribute

  /// "how many cards are there?", "3"
  static func count(_ kind: Kind) -> QuestionMaker {
    QuestionMaker("how many \(kind.plural) are there", "1 2 3 4", isAlwaysPossible: true) { scene, _ in
      SceneQuestion("how many \(kind.plural) are there?", String(scene.objects.count { $0.identity.kind == kind }))
    }
  }

  /// "is there a red star?", "yes": as often as not.
  ///
  /// Half of the things that are not there have something in common with one that is.
  /// - Parameter labels: all that could be there.
  static func presence(of kind: Kind, _ labels: [String]) -> QuestionMaker {
    QuestionMaker("is there a an", "yes no") { scene, generator in
      let objects = scene.objects.filter { $0.identity.kind == kind }
      var absent = labels.filter { label in !objects.contains { $0.label == label } }
      guard !objects.isEmpty, !absent.isEmpty else { return nil }
      let one = generator.choice(of: objects).label
      if generator.chance(0.5) { return SceneQuestion("is there \(one.withArticle)?", "yes") }
      if generator.chance(0.5) {
        let words = Set(one.split(separator: " ")).subtracting(["of"])
        let similar = absent.filter { !words.isDisjoint(with: $0.split(separator: " ")) }
        if !similar.isEmpty { absent = similar }
      }
      return SceneQuestion("is there \(generator.choice(of: absent).withArticle)?", "no")
    }
  }

  /// "what colour is the star?", "red": of an object that is the only one of its kind.
  /// - Parameter question: the words before what the object is found by.
  static func attribute(_ wanted: Attribute, of kind: Kind, by known: Attribute, _ question: String, noun: String = "") -> QuestionMaker {
    QuestionMaker(question, noun) { scene, generator in
      let objects = scene.objects.filter { $0.identity.kind == kind }
      let only = objects.filter { object in objects.count { $0.identity.attributes[known] == object.identity.attributes[known] } == 1 }
      guard !only.isEmpty else { return nil }
      let attributes = generator.choice(of: only).identity.attributes
      guard let name = attributes[known], let answer = attributes[wanted] else { return nil }
      return SceneQuestion("\(question) \(name)\(noun)?", answer)
    }
  }

  /// "which card is on the left?", "ace of spades"; "which card is it?" where there is one.
  /// - Parameter answer: what is told of the object.
  static func place(
    _ kind: Kind, called noun: String? = nil, _ answer: @escaping @Sendable (SceneObject) -> String = { $0.label }
  ) -> QuestionMaker {
    let noun = noun ?? kind.rawValue
    return QuestionMaker("which \(noun) is on the left", "on the right", "at the top", "at the bottom", "it") { scene, generator in
      let objects = scene.objects.filter { $0.identity.kind == kind }
      guard !objects.isEmpty else { return nil }
      if objects.count == 1 { return SceneQuestion("which \(noun) is it?", answer(objects[0])) }
      let sides: [(name: String, position: (SceneObject) -> Int, margin: Int)] = [
        ("on the left", { $0.left + $0.right }, scene.image.width), ("on the right", { -$0.left - $0.right }, scene.image.width),
        ("at the top", { $0.top + $0.bottom }, scene.image.height), ("at the bottom", { -$0.top - $0.bottom }, scene.image.height),
      ]
      for side in generator.permutation(of: sides.count).map({ sides[$0] }) {
        let order = objects.sorted { side.position($0) < side.position($1) }
        // By a tenth of the picture at least: nobody need measure.
        guard side.position(order[1]) - side.position(order[0]) >= side.margin / 5 else { continue }
        return SceneQuestion("which \(noun) is \(side.name)?", answer(order[0]))
      }
      return nil
    }
  }

  /// "what is left of the red star?", "blue moon"; of two objects side by side.
  static let neighbour = QuestionMaker("what is left right of the") { scene, generator in
    guard scene.objects.count == 2, let (left, right) = pair(in: scene, using: &generator) else { return nil }
    return generator.chance(0.5)
      ? SceneQuestion("what is left of the \(right.label)?", left.label) : SceneQuestion("what is right of the \(left.label)?", right.label)
  }

  /// "is the red star left of the blue moon?", "no": as often as not.
  static let order = QuestionMaker("is the left of the", "yes no") { scene, generator in
    guard let (left, right) = pair(in: scene, using: &generator) else { return nil }
    return generator.chance(0.5)
      ? SceneQuestion("is the \(left.label) left of the \(right.label)?", "yes")
      : SceneQuestion("is the \(right.label) left of the \(left.label)?", "no")
  }

  /// Two objects of which the first is clearly left of the second, each the only one of its name.
  private static func pair(in scene: Scene, using generator: inout PhiloxGenerator) -> (SceneObject, SceneObject)? {
    let objects = scene.objects.filter { object in scene.objects.count { $0.label == object.label } == 1 }
    guard objects.count > 1 else { return nil }
    let pair = generator.choices(2, of: objects).sorted { $0.left + $0.right < $1.left + $1.right }
    guard pair[1].left + pair[1].right - pair[0].left - pair[0].right >= scene.image.width / 4 else { return nil }
    return (pair[0], pair[1])
  }
}
