import Essentials

/// Makes sentences of a grammar at random. It heeds neither what must follow nor circumstances: the recogniser says which are good.
struct SentenceMaker {
  let grammar: Grammar
  var random: PhiloxGenerator
  /// The productions of the sentence made last.
  private(set) var used: Set<String> = []
  private var text = String.UnicodeScalarView()
  private let heights: [String: Int]

  init(_ grammar: Grammar, seed: UInt64) {
    self.grammar = grammar
    random = PhiloxGenerator(seed: seed, stream: 0)
    heights = Self.heights(of: grammar)
  }

  mutating func sentence(_ production: String = "statements") -> String {
    used = []
    text = String.UnicodeScalarView()
    make(.production(production), budget: 45)
    return String(text)
  }

  private mutating func make(_ node: Grammar.Node, budget: Int) {
    guard text.count < 240 else { return }
    switch node {
    case .characters(let characters): text.append(contentsOf: characters)
    case .oneOf(let ranges, let isInverted): text.append(character(ranges, isInverted))
    case .sequence(let nodes): for node in nodes { make(node, budget: budget) }
    case .choice(let nodes):
      let low = nodes.filter { height($0) < budget }
      let choices = low.isEmpty ? [nodes.min { height($0) < height($1) } ?? nodes[0]] : low
      make(choices[Int.random(in: 0..<choices.count, using: &random)], budget: budget)
    case .several(let node, let atLeast, let atMost):
      let most = height(node) < budget ? min(atMost, atLeast + 2) : atLeast
      var count = atLeast
      while count < most, Int.random(in: 0..<5, using: &random) < 2 { count += 1 }
      for _ in 0..<count { make(node, budget: budget - 1) }
    case .follows: break
    case .inside(_, let node): make(node, budget: budget)
    case .condition(let name):
      if name == "letter" { text.append("abxyzRé_".unicodeScalars.randomElement(using: &random) ?? "a") }
      if name == "figure" { text.append("abn1_é".unicodeScalars.randomElement(using: &random) ?? "a") }
    case .production(let name):
      used.insert(name)
      // Mostly plain blanks, so that the rest gets its turn.
      if name == "_" || name == "__", Int.random(in: 0..<10, using: &random) > 0 {
        if name == "__" || Bool.random(using: &random) { text.append(" ") }
        return
      }
      if let node = grammar.productions[name] { make(node, budget: budget - 1) }
    }
  }

  private mutating func character(_ ranges: [ClosedRange<UInt32>], _ isInverted: Bool) -> Unicode.Scalar {
    if !isInverted {
      let range = ranges[Int.random(in: 0..<ranges.count, using: &random)]
      return Unicode.Scalar(UInt32.random(in: range, using: &random)) ?? "a"
    }
    let common = Array("abcxyz019 .-+=<>#$%_/é√\"'(){}[],;\\\n".unicodeScalars).filter { scalar in
      !ranges.contains { $0.contains(scalar.value) }
    }
    return common[Int.random(in: 0..<common.count, using: &random)]
  }

  private func height(_ node: Grammar.Node) -> Int { Self.height(node, heights) }

  /// The least number of productions one inside the other that a node needs.
  private static func height(_ node: Grammar.Node, _ heights: [String: Int]) -> Int {
    switch node {
    case .characters, .oneOf, .follows, .condition: 0
    case .sequence(let nodes): nodes.map { height($0, heights) }.max() ?? 0
    case .choice(let nodes): nodes.map { height($0, heights) }.min() ?? 0
    case .several(let node, let atLeast, _): atLeast == 0 ? 0 : height(node, heights)
    case .inside(_, let node): height(node, heights)
    case .production(let name): heights[name] ?? 1000
    }
  }

  private static func heights(of grammar: Grammar) -> [String: Int] {
    var heights: [String: Int] = [:]
    for _ in 0..<40 {
      for (name, node) in grammar.productions { heights[name] = min(heights[name] ?? 1000, 1 + height(node, heights)) }
    }
    return heights
  }
}
