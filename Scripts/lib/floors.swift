import Foundation

// Draws the house as SVG: reads `swift package dump-package` on standard input and writes the picture to standard output.

struct House {
  /// The targets of `Sources`, each with those of its dependencies that another of them does not bring along anyway.
  private(set) var arrows: [String: [String]] = [:]
  /// Names, the top floor first.
  private(set) var floors: [[String]] = []
  /// As SwiftPM calls them: executable, regular, system-target.
  private(set) var kinds: [String: String] = [:]

  init(dump: [String: Any]) {
    var dependencies: [String: [String]] = [:]
    for target in dump["targets"] as? [[String: Any]] ?? [] {
      guard let name = target["name"] as? String, let type = target["type"] as? String, type != "test" else { continue }
      guard (target["path"] as? String)?.hasPrefix("Tests") != true else { continue }
      kinds[name] = type
      var own: [String] = []
      for case let dependency as [String: Any] in target["dependencies"] as? [Any] ?? [] {
        if let parts = dependency["byName"] as? [Any], let other = parts.first as? String { own.append(other) }
      }
      dependencies[name] = own
    }
    var heights: [String: Int] = [:]
    func height(_ name: String) -> Int {
      if let known = heights[name] { return known }
      let found = 1 + (dependencies[name] ?? []).filter { kinds[$0] != nil }.map(height).reduce(-1, max)
      heights[name] = found
      return found
    }
    var reached: [String: Set<String>] = [:]
    func reach(_ name: String) -> Set<String> {
      if let known = reached[name] { return known }
      let own = (dependencies[name] ?? []).filter { kinds[$0] != nil }
      let found = own.reduce(into: Set(own)) { $0.formUnion(reach($1)) }
      reached[name] = found
      return found
    }
    for name in kinds.keys {
      let own = (dependencies[name] ?? []).filter { kinds[$0] != nil }
      arrows[name] = own.filter { one in !own.contains { $0 != one && reach($0).contains(one) } }.sorted()
    }
    let top = kinds.keys.map(height).max() ?? 0
    floors = (0...top).reversed().map { floor in kinds.keys.filter { height($0) == floor }.sorted() }
    order()
  }

  /// Puts each target near the middle of what it is joined to, from the top down and back, until that changes nothing.
  private mutating func order() {
    for _ in 0..<24 {
      let before = floors
      for downwards in [true, false] {
        let rows = downwards ? Array(floors.indices.dropFirst()) : floors.indices.dropLast().reversed()
        for row in rows {
          let middles = Dictionary(uniqueKeysWithValues: floors[row].map { ($0, middle(of: $0, above: downwards)) })
          floors[row].sort { (middles[$0] ?? 0, $0) < (middles[$1] ?? 0, $1) }
        }
      }
      if floors == before { return }
    }
  }

  private func middle(of name: String, above: Bool) -> Double {
    let joined = above ? arrows.filter { $0.value.contains(name) }.map(\.key) : arrows[name] ?? []
    // In one order: sums of fractions depend on it, and with them what is equal.
    let places = joined.sorted().compactMap { place(of: $0) }
    return places.isEmpty ? place(of: name) ?? 0 : places.reduce(0, +) / Double(places.count)
  }

  /// From 0 at the left to 1 at the right.
  private func place(of name: String) -> Double? {
    for row in floors {
      if let index = row.firstIndex(of: name) { return (Double(index) + 0.5) / Double(row.count) }
    }
    return nil
  }
}

/// Boxes in rows, joined by curves.
struct Drawing {
  private struct Box {
    let x: Double
    let y: Double
    let width: Double
    var middle: Double { (x + width / 2).rounded() }
  }

  private static let boxHeight = 34.0
  private static let rowHeight = 78.0
  private static let margin = 24.0
  private static let gap = 16.0

  private let house: House
  private let size: (width: Double, height: Double)
  private var boxes: [String: Box] = [:]

  init(_ house: House) {
    self.house = house
    let widest = house.floors.map { row in row.map(Self.width).reduce(0) { $0 + $1 + Self.gap } }.max() ?? 0
    size = (widest + 3 * Self.margin, Double(house.floors.count) * Self.rowHeight)
    for (index, row) in house.floors.enumerated() {
      // Spread over the whole width, with equal gaps.
      let space = (size.width - 2 * Self.margin - row.map(Self.width).reduce(0, +)) / Double(row.count + 1)
      var x = 2 * Self.margin + space
      for name in row {
        boxes[name] = Box(x: x, y: Self.margin + Double(index) * Self.rowHeight, width: Self.width(name))
        x += Self.width(name) + space
      }
    }
  }

  private static func width(_ name: String) -> Double { Double(name.count) * 7.2 + 22 }

  var svg: String {
    let (width, height) = (Int(size.width), Int(size.height))
    let head = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" font-family="DejaVu Sans, sans-serif" font-size="12">
      """,
      """
      <rect width="\(width)" height="\(height)" fill="#ffffff"/>
      """,
    ]
    return (head + numbers + curves + targets + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private var numbers: [String] {
    house.floors.indices.map { index in
      let y = Self.margin + Double(index) * Self.rowHeight + Self.boxHeight / 2 + 4
      return """
        <text x="12" y="\(y)" fill="#808080">\(house.floors.count - 1 - index)</text>
        """
    }
  }

  private var curves: [String] {
    house.arrows.sorted { $0.key < $1.key }.flatMap { name, below in
      below.compactMap { other in
        guard let from = boxes[name], let to = boxes[other] else { return nil }
        let (top, bottom) = (from.y + Self.boxHeight, to.y)
        let bend = min(40, (bottom - top) / 2)
        let path = "M\(from.middle) \(top) C\(from.middle) \(top + bend) \(to.middle) \(bottom - bend) \(to.middle) \(bottom)"
        return """
          <path d="\(path)" fill="none" stroke="#9aa7b5"/>
          """
      }
    }
  }

  private var targets: [String] {
    boxes.sorted { $0.key < $1.key }.map { name, box in
      """
      <rect x="\(box.x.rounded())" y="\(box.y)" width="\(box.width.rounded())" height="\(Self.boxHeight)" rx="5" \
      fill="\(colour(of: name))" stroke="#5f6f80"/>
      <text x="\(box.middle)" y="\(box.y + Self.boxHeight / 2 + 4)" text-anchor="middle">\(name)</text>
      """
    }
  }

  /// Programs, what is written in C or lies outside, and the rest.
  private func colour(of name: String) -> String {
    if house.kinds[name] == "executable" { return "#fde8c8" }
    let isNative = name.hasPrefix("C") && name.dropFirst().first?.isUppercase == true
    return isNative ? "#e3efe0" : "#dfeaf7"
  }
}

let description = try JSONSerialization.jsonObject(with: FileHandle.standardInput.readDataToEndOfFile())
guard let dump = description as? [String: Any] else { fatalError("no package description on standard input") }
print(Drawing(House(dump: dump)).svg, terminator: "")
