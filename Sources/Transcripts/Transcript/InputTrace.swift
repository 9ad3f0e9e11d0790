import Script

/// Follows an input while it runs: what ended well is one part, what did not is known by its own parts.
struct InputTrace {
  /// A part of what runs. Once it has ended well its own parts are let go: it can be written down as it stands.
  struct Part {
    let id: Int
    let part: ExecutionTrace.Part
    /// Nil while it is under way.
    var ending: ExecutionTrace.Ending?
    var children: [Child] = []
    /// The names that got values in it, the bodies of definitions aside.
    var names: Set<String> = []
    /// The last values of those, once there were too many parts to keep.
    var finalValues: [String: Value]?
    /// A command ran in it.
    var hasCommands = false
    /// A recipe ran in it: as it stands it would depend on another file.
    var runsRecipe = false
    /// The command line gave the value of this `let`.
    var isOverridden = false
    /// An `if` that took no branch.
    var isIdle = false
    var size = 1

    /// Whether it may be written as it stands.
    var standsAlone: Bool {
      guard ending == .finished, !runsRecipe, !isOverridden else { return false }
      return part.kind != .statement(isWhole: false)
    }
  }

  indirect enum Child {
    case part(Part)
    case assigned(name: String, value: Value, by: ExecutionTrace.Assigner)
  }

  /// The parts under way, the input itself first.
  private(set) var open: [Part]
  /// The statement that gave the input the result it has so far: how far from its own beginning, and from
  /// those of the blocks it stands in, by their numbers.
  private(set) var result: [Int: Int] = [:]
  private var nextID = 1
  private var kept = 0

  /// So many parts of what has not ended yet are kept.
  static let limit = 200_000

  init(_ source: SourceText) {
    open = [Part(id: 0, part: ExecutionTrace.Part(kind: .recipe, source: source, span: Span(0, source.scalars.count)))]
  }

  /// The statement of the input itself that is under way: where it begins.
  var place: Int? { open.count > 1 ? open[1].part.span.start : nil }

  /// Everything so far in one: parts under way have no ending.
  var root: Part {
    var parts = open
    while parts.count > 1 {
      let last = parts.removeLast()
      Self.adopt(last, into: &parts[parts.count - 1])
    }
    return parts[0]
  }

  /// The statement under way has shown a value.
  mutating func noteResult() {
    guard let last = open.last else { return }
    let blocks = open.reversed().prefix { if case .statement = $0.part.kind { true } else { false } }
    result = Dictionary(uniqueKeysWithValues: blocks.map { ($0.id, last.part.span.start - $0.part.span.start) })
  }

  mutating func hear(_ trace: ExecutionTrace) {
    switch trace {
    case .entered(let part):
      open.append(Part(id: nextID, part: part))
      nextID += 1
    case .left(let ending):
      guard open.count > 1, var part = open.popLast() else { return }
      part.ending = ending
      part.isIdle = part.children.isEmpty && part.beginsWith("if ")
      if part.standsAlone, part.mayForget {
        kept -= part.size - 1
        (part.children, part.size, part.finalValues) = ([], 1, nil)
      }
      let isKept = open[open.count - 1].finalValues == nil
      Self.adopt(part, into: &open[open.count - 1])
      kept += isKept ? 1 : 1 - part.size
      if kept > Self.limit { truncate() }
    case .assigned(let name, let value, let assigner):
      let last = open.count - 1
      open[last].names.insert(name)
      for index in open.indices where open[index].finalValues != nil { open[index].finalValues?[name] = value }
      if assigner == .override { open[last].isOverridden = true }
      guard open[last].finalValues == nil else { return }
      // A turn of a loop in which nothing happened leaves nothing but the next one's value.
      if case .assigned(name, _, _)? = open[last].children.last {
        open[last].children.removeLast()
      } else {
        open[last].size += 1
        kept += 1
      }
      open[last].children.append(.assigned(name: name, value: value, by: assigner))
    }
  }

  /// Apart from the parts that are open, so that none of them is copied.
  private static func adopt(_ part: Part, into outer: inout Part) {
    switch part.part.kind {
    case .command, .call: outer.hasCommands = true
    case .recipe: outer.runsRecipe = true
    default: break
    }
    outer.hasCommands = outer.hasCommands || part.hasCommands
    // What an expression calls stays as it stands: its value is needed.
    if case .call = part.part.kind, part.part.span != outer.part.span {} else { outer.runsRecipe = outer.runsRecipe || part.runsRecipe }
    if case .body = part.part.kind {} else { outer.names.formUnion(part.names) }
    guard outer.finalValues == nil else { return }
    outer.children.append(.part(part))
    outer.size += part.size
  }

  /// There are too many parts: of the ones under way, but for the input itself, only the last values of names are kept.
  private mutating func truncate() {
    for index in open.indices.dropFirst() {
      var values: [String: Value] = [:]
      open[index].collectValues(into: &values)
      kept -= open[index].size - 1
      open[index].children = []
      open[index].size = 1
      open[index].finalValues = values
    }
  }
}

extension InputTrace.Part {
  fileprivate func beginsWith(_ word: String) -> Bool {
    let (start, text) = (part.span.start, word.unicodeScalars)
    return start + text.count <= part.span.end && part.source.scalars[start..<start + text.count].elementsEqual(text)
  }

  /// What is written as it stands needs no parts; of an expression the commands in it are needed.
  fileprivate var mayForget: Bool {
    switch part.kind {
    case .statement, .command, .call: true
    case .argument, .body, .sequence, .recipe: false
    }
  }

  fileprivate func collectValues(into values: inout [String: Value]) {
    for child in children {
      switch child {
      case .assigned(let name, let value, _): values[name] = value
      case .part(let part):
        if case .body = part.part.kind { continue }
        part.collectValues(into: &values)
      }
    }
  }
}
