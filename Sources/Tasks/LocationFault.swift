/// What is wrong with the location tokens of a text that was written by hand or by a converter.
public struct LocationFault: Sendable, Hashable {
  /// Where it begins, in Unicode scalars from 1.
  public var column: Int
  /// What is wrong there.
  public var message: String

  /// Every fault of `text`, from left to right: what looks like a location token and is none, and locations that do not make whole regions.
  ///
  /// - Parameters:
  ///   - count: the locations of one region, 4 for a box; nil where any number may follow one another.
  ///   - needsLabel: whether a text must stand before the locations.
  public static func faults(in text: String, locationsPerRegion count: Int? = nil, needsLabel: Bool = false) -> [LocationFault] {
    var pass = LocationCheck(text, locationsPerRegion: count, needsLabel: needsLabel)
    pass.check()
    return pass.faults
  }
}

/// One pass over a text, counting the locations that follow one another.
private struct LocationCheck {
  private let scanner: LocationScanner
  private let locationsPerRegion: Int?
  private let needsLabel: Bool
  private(set) var faults: [LocationFault] = []
  private var index = 0
  private var column = 1
  /// The column of the first of the locations under way, and their number; malformed ones count, so that they are not reported twice.
  private var run: (column: Int, count: Int)?
  private var label = ""

  init(_ text: String, locationsPerRegion: Int?, needsLabel: Bool) {
    scanner = LocationScanner(text)
    self.locationsPerRegion = locationsPerRegion
    self.needsLabel = needsLabel
  }

  private var bytes: [UInt8] { scanner.bytes }

  mutating func check() {
    while index < bytes.count {
      if let token = scanner.token(at: index), let bin = token.bin {
        takeLocation(length: token.range.count, isMalformed: text(length: token.range.count) != LocationGrid.token(bin))
      } else if looksLikeLocation {
        takeLocation(length: endOfTag - index, isMalformed: true)
      } else {
        endRun()
        takeScalar()
      }
    }
    endRun()
  }

  private mutating func takeLocation(length: Int, isMalformed: Bool) {
    if isMalformed {
      let token = text(length: length)
      let shown = token.count > 24 ? token.prefix(24) + "..." : token[...]
      faults.append(
        LocationFault(
          column: column,
          message:
            "\"\(shown)\" is no location token; they are \(LocationGrid.token(0)) to \(LocationGrid.token(LocationGrid.binCount - 1))"))
    }
    run = (run?.column ?? column, (run?.count ?? 0) + 1)
    for _ in text(length: length).unicodeScalars { takeScalar(isLabel: false) }
  }

  private mutating func endRun() {
    guard let run else { return }
    let name = label.split(separator: " ").joined(separator: " ")
    let place = name.isEmpty ? "" : " after \"\(name.count > 40 ? name.prefix(40) + "..." : name[...])\""
    if let size = locationsPerRegion, run.count % size != 0 {
      faults.append(LocationFault(column: run.column, message: "\(run.count) locations\(place); a region takes \(size)"))
    }
    if needsLabel, name.isEmpty {
      faults.append(LocationFault(column: run.column, message: "locations without a label before them"))
    }
    self.run = nil
    label = ""
  }

  /// Whether `<loc` stands here, in any case, and is not the beginning of a word.
  private var looksLikeLocation: Bool {
    let start = bytes[index...].prefix(5)
    guard String(decoding: start.prefix(4), as: UTF8.self).lowercased() == "<loc" else { return false }
    return start.count < 5 || !Unicode.Scalar(start[index + 4]).properties.isAlphabetic
  }

  /// Past the `>` that closes the tag here, or where the next tag or blank begins.
  private var endOfTag: Int {
    var end = index + 1
    while end < bytes.count {
      if bytes[end] == UInt8(ascii: ">") { return end + 1 }
      let isBlank = bytes[end] <= UInt8(ascii: " ") && end > index + 4
      if isBlank || bytes[end] == UInt8(ascii: "<") { break }
      end += 1
    }
    return end
  }

  private func text(length: Int) -> String { String(decoding: bytes[index..<index + length], as: UTF8.self) }

  private mutating func takeScalar(isLabel: Bool = true) {
    guard let scalar = String(decoding: bytes[index...].prefix(4), as: UTF8.self).unicodeScalars.first else { return }
    if isLabel { label.unicodeScalars.append(scalar) }
    index += UTF8.width(scalar)
    column += 1
  }
}
