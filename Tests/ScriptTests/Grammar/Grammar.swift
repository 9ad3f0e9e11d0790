import Foundation

/// A grammar in the notation that `grammar.txt` explains at its head.
struct Grammar: Sendable {
  indirect enum Node: Sendable {
    case characters([Unicode.Scalar])
    case oneOf([ClosedRange<UInt32>], isInverted: Bool)
    case sequence([Node])
    case choice([Node])
    case several(Node, atLeast: Int, atMost: Int)
    case follows(Node, isExpected: Bool)
    case inside(String, Node)
    case condition(String)
    case production(String)
  }

  private(set) var productions: [String: Node] = [:]
  private(set) var names: [String] = []

  init(_ text: String) {
    var blocks: [(String, String)] = []
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      if let match = line.prefixMatch(of: /([a-z_]+) +=/) {
        blocks.append((String(match.output.1), String(line[match.range.upperBound...])))
      } else if !blocks.isEmpty {
        blocks[blocks.count - 1].1 += "\n" + line
      }
    }
    for (name, body) in blocks {
      var reader = Reader(scalars: Array(body.unicodeScalars))
      precondition(productions[name] == nil, "\(name) is produced twice")
      productions[name] = reader.choice()
      precondition(reader.isAtEnd, "\(name): cannot read the grammar from \(reader.rest)")
      names.append(name)
    }
  }

  private struct Reader {
    let scalars: [Unicode.Scalar]
    var index = 0

    var isAtEnd: Bool { index >= scalars.count }
    var rest: String { String(String.UnicodeScalarView(scalars[index...])) }

    mutating func skip() {
      while index < scalars.count, scalars[index] == " " || scalars[index] == "\n" { index += 1 }
    }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
      guard index < scalars.count, scalars[index] == scalar else { return false }
      index += 1
      return true
    }

    mutating func choice() -> Node {
      var choices = [sequence()]
      while take("|") { choices.append(sequence()) }
      return choices.count == 1 ? choices[0] : .choice(choices)
    }

    mutating func sequence() -> Node {
      var nodes: [Node] = []
      skip()
      while !isAtEnd, scalars[index] != "|", scalars[index] != ")" {
        nodes.append(item())
        skip()
      }
      return nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    mutating func item() -> Node {
      if take("&") { return .follows(item(), isExpected: true) }
      if take("!") { return .follows(item(), isExpected: false) }
      let node = atom()
      if take("?") { return .several(node, atLeast: 0, atMost: 1) }
      if take("*") { return .several(node, atLeast: 0, atMost: .max) }
      if take("+") { return .several(node, atLeast: 1, atMost: .max) }
      return node
    }

    mutating func atom() -> Node {
      if take("(") { return closed(choice()) }
      if take("@") { return .condition(word()) }
      if take("\"") {
        var characters: [Unicode.Scalar] = []
        while !take("\"") { characters.append(character()) }
        return .characters(characters)
      }
      if take("[") {
        let isInverted = take("^")
        var ranges: [ClosedRange<UInt32>] = []
        while !take("]") {
          let first = character().value
          ranges.append(take("-") ? first...character().value : first...first)
        }
        return .oneOf(ranges, isInverted: isInverted)
      }
      let name = word()
      return take("(") ? .inside(name, closed(choice())) : .production(name)
    }

    mutating func closed(_ node: Node) -> Node {
      precondition(take(")"), "cannot read the grammar from \(rest)")
      return node
    }

    mutating func word() -> String {
      let start = index
      while index < scalars.count, scalars[index].properties.isLowercase || scalars[index] == "_" { index += 1 }
      precondition(index > start, "cannot read the grammar from \(rest)")
      return String(String.UnicodeScalarView(scalars[start..<index]))
    }

    mutating func character() -> Unicode.Scalar {
      defer { index += 1 }
      guard scalars[index] == "\\" else { return scalars[index] }
      index += 1
      switch scalars[index] {
      case "n": return "\n"
      case "t": return "\t"
      case "x":
        let digits = String(String.UnicodeScalarView(scalars[index + 1...index + 2]))
        index += 2
        return Unicode.Scalar(UInt8(digits, radix: 16) ?? 0)
      default: return scalars[index]
      }
    }
  }
}
