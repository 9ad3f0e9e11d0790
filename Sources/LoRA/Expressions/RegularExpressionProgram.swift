/// A regular expression as instructions, of which each leads to one or two others.
struct RegularExpressionProgram: Sendable {
  private enum Instruction: Sendable {
    case scalar(Int)
    case anchor(RegularExpressionNode.Anchor)
    case split(Int, Int)
    case jump(Int)
    /// What is looked for begins at the next instruction; `width` characters back where it is no look-ahead.
    case look(isNegative: Bool, width: Int?, then: Int)
    case accept
  }

  private var instructions: [Instruction] = []
  private var sets: [ScalarSet] = []

  /// Repetitions are written out, each of them bounded by this.
  private static let limit = 20_000

  /// How many there are.
  var count: Int { instructions.count }

  init(_ node: RegularExpressionNode) throws(RegularExpression.Fault) {
    try append(node)
    try emit(.accept)
  }

  private mutating func emit(_ instruction: Instruction) throws(RegularExpression.Fault) {
    guard instructions.count < Self.limit else {
      throw RegularExpression.Fault(reason: "with its repetitions it has more than \(Self.limit) parts")
    }
    instructions.append(instruction)
  }

  private mutating func append(_ node: RegularExpressionNode) throws(RegularExpression.Fault) {
    switch node {
    case .scalar(let set):
      try emit(.scalar(sets.count))
      sets.append(set)
    case .anchor(let anchor): try emit(.anchor(anchor))
    case .sequence(let parts): for part in parts { try append(part) }
    case .alternatives(let parts): try append(alternatives: parts)
    case .look(let part, let isAhead, let isNegative):
      let place = instructions.count
      try emit(.accept)
      try append(part)
      try emit(.accept)
      instructions[place] = .look(isNegative: isNegative, width: isAhead ? nil : part.width ?? 0, then: instructions.count)
    case .repetition(let part, let least, let most):
      for _ in 0..<least {
        let before = instructions.count
        try append(part)
        // What asks for nothing asks for nothing however often.
        if instructions.count == before { break }
      }
      try append(rest: part, most.map { $0 - least })
    }
  }

  private mutating func append(alternatives parts: [RegularExpressionNode]) throws(RegularExpression.Fault) {
    var ends: [Int] = []
    for (index, part) in parts.enumerated() {
      guard index < parts.count - 1 else {
        try append(part)
        break
      }
      let place = instructions.count
      try emit(.accept)
      try append(part)
      ends.append(instructions.count)
      try emit(.accept)
      instructions[place] = .split(place + 1, instructions.count)
    }
    for end in ends { instructions[end] = .jump(instructions.count) }
  }

  /// What may follow after the least number of times.
  private mutating func append(rest part: RegularExpressionNode, _ count: Int?) throws(RegularExpression.Fault) {
    var splits: [Int] = []
    for _ in 0..<(count ?? 1) {
      splits.append(instructions.count)
      try emit(.accept)
      try append(part)
    }
    if count == nil { try emit(.jump(splits[0])) }
    for place in splits { instructions[place] = .split(place + 1, instructions.count) }
  }
}

extension RegularExpressionProgram {
  func matches(_ name: [Unicode.Scalar], _ work: MatchingWork) -> Bool {
    var run = Run(name: name, work: work)
    return self.run(from: 0, at: 0, until: name.count, &run)
  }

  /// What is known of one name.
  private struct Run {
    let name: [Unicode.Scalar]
    let work: MatchingWork
    /// Whether what is looked for at an instruction is at a place.
    var looks: [Int: Bool] = [:]

    func isWord(_ place: Int) -> Bool { name.indices.contains(place) && name[place].isOf(.word, isASCII: false) }

    func holds(_ anchor: RegularExpressionNode.Anchor, at place: Int) -> Bool {
      switch anchor {
      case .start: place == 0
      case .lineStart: place == 0 || name[place - 1] == "\n"
      case .end: place == name.count || place == name.count - 1 && name[place] == "\n"
      case .lineEnd: place == name.count || name[place] == "\n"
      case .absoluteEnd: place == name.count
      case .wordBoundary: isWord(place - 1) != isWord(place)
      case .noWordBoundary: isWord(place - 1) == isWord(place)
      }
    }
  }

  /// Whether some way leads from an instruction at a place of the name to the end of what it belongs to.
  ///
  /// - Parameter end: where that must be; nil: anywhere.
  private func run(from first: Int, at start: Int, until end: Int?, _ run: inout Run) -> Bool {
    let width = run.name.count + 1
    let words = (instructions.count * width + 63) / 64
    guard run.work.take(words / 8) else { return false }
    var seen = [UInt64](repeating: 0, count: words)
    var open = [(instruction: first, place: start)]
    while let (instruction, place) = open.popLast() {
      let bit = instruction * width + place
      guard seen[bit / 64] & 1 << UInt64(bit % 64) == 0 else { continue }
      seen[bit / 64] |= 1 << UInt64(bit % 64)
      guard run.work.take(1) else { return false }
      switch instructions[instruction] {
      case .accept: if end.map({ $0 == place }) ?? true { return true }
      case .jump(let next): open.append((next, place))
      case .split(let one, let other):
        open.append((other, place))
        open.append((one, place))
      case .scalar(let set):
        if place < run.name.count, sets[set].contains(run.name[place]) { open.append((instruction + 1, place + 1)) }
      case .anchor(let anchor):
        if run.holds(anchor, at: place) { open.append((instruction + 1, place)) }
      case .look(let isNegative, let back, let next):
        let isThere = finds(bit, from: instruction + 1, at: place - (back ?? 0), until: back == nil ? nil : place, &run)
        if isThere != isNegative { open.append((next, place)) }
      }
    }
    return false
  }

  /// Whether what is looked for is there, which is found out once for each place.
  private func finds(_ key: Int, from first: Int, at start: Int, until end: Int?, _ run: inout Run) -> Bool {
    if let known = run.looks[key] { return known }
    let isThere = start >= 0 && self.run(from: first, at: start, until: end, &run)
    run.looks[key] = isThere
    return isThere
  }
}
