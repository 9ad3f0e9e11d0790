import Script

/// Says whether a text belongs to the language of a grammar: by the grammar alone, trying everything.
struct Recogniser {
  private let grammar: Grammar
  private let text: [Unicode.Scalar]
  private var known: [Key: Set<Int>] = [:]

  private struct Key: Hashable {
    let production: String
    let position: Int
    let circumstances: Circumstances
  }

  struct Circumstances: OptionSet, Hashable {
    let rawValue: Int

    static let wide = Circumstances(rawValue: 1)
    static let narrow = Circumstances(rawValue: 2)
    static let block = Circumstances(rawValue: 4)
    static let loop = Circumstances(rawValue: 8)
    static let body = Circumstances(rawValue: 16)

    /// Inside `name(...)`.
    func inside(_ name: String) -> Circumstances {
      switch name {
      case "wide": contains(.narrow) ? self : union(.wide)
      case "narrow": subtracting(.wide).union(.narrow)
      case "block": union(.block)
      case "loop": union(.loop)
      case "body": union(.body).subtracting(.loop)
      default: preconditionFailure("no such circumstance: \(name)")
      }
    }
  }

  static func accepts(_ text: String, _ grammar: Grammar) -> Bool {
    var recogniser = Recogniser(grammar: grammar, text: SourceText(text).scalars)
    return !recogniser.ends(.production("recipe"), 0, []).isEmpty
  }

  private init(grammar: Grammar, text: [Unicode.Scalar]) {
    self.grammar = grammar
    self.text = text
  }

  /// Where a node that begins at `position` may end.
  private mutating func ends(_ node: Grammar.Node, _ position: Int, _ circumstances: Circumstances) -> Set<Int> {
    switch node {
    case .characters(let characters):
      let end = position + characters.count
      return end <= text.count && Array(text[position..<end]) == characters ? [end] : []
    case .oneOf(let ranges, let isInverted):
      guard position < text.count else { return [] }
      return ranges.contains { $0.contains(text[position].value) } != isInverted ? [position + 1] : []
    case .sequence(let nodes):
      var positions: Set<Int> = [position]
      for node in nodes where !positions.isEmpty {
        var next: Set<Int> = []
        for position in positions { next.formUnion(ends(node, position, circumstances)) }
        positions = next
      }
      return positions
    case .choice(let nodes):
      var all: Set<Int> = []
      for node in nodes { all.formUnion(ends(node, position, circumstances)) }
      return all
    case .several(let node, let atLeast, let atMost):
      var all: Set<Int> = atLeast == 0 ? [position] : []
      var new: Set<Int> = [position]
      var count = 0
      while !new.isEmpty, count < atMost {
        count += 1
        var next: Set<Int> = []
        for position in new { next.formUnion(ends(node, position, circumstances)) }
        new = next.subtracting(all)
        all.formUnion(new)
      }
      return all
    case .follows(let node, let isExpected):
      return ends(node, position, circumstances).isEmpty != isExpected ? [position] : []
    case .inside(let name, let node): return ends(node, position, circumstances.inside(name))
    case .condition(let name): return condition(name, position, circumstances)
    case .production(let name):
      let key = Key(production: name, position: position, circumstances: circumstances)
      if let ends = known[key] { return ends }
      guard let node = grammar.productions[name] else { preconditionFailure("\(name) is not produced") }
      let found = ends(node, position, circumstances)
      known[key] = found
      return found
    }
  }

  private func condition(_ name: String, _ position: Int, _ circumstances: Circumstances) -> Set<Int> {
    switch name {
    case "end": return position == text.count ? [position] : []
    case "fresh": return position == 0 || " \t\n".unicodeScalars.contains(text[position - 1]) ? [position] : []
    case "letter": return position < text.count && (text[position].properties.isXIDStart || text[position] == "_") ? [position + 1] : []
    case "figure": return position < text.count && text[position].properties.isXIDContinue ? [position + 1] : []
    default: return circumstances.contains(Circumstances().named(name)) ? [position] : []
    }
  }
}

extension Recogniser.Circumstances {
  fileprivate func named(_ name: String) -> Self { Self().inside(name) }
}
