import Essentials
import Files
import SystemPackage

/// The lists of pictures that say which split each is in: `ImageSets/Main/train.txt` and its like.
struct ImageSets {
  /// The list of a split.
  struct ImageSet {
    let split: DatasetSplit.Name
    let file: FilePath
  }

  /// In the order of the splits.
  private(set) var sets: [ImageSet] = []
  private let folder: FilePath?
  /// Names of lists that mean the same split.
  private var rivals: [(split: DatasetSplit.Name, names: [String])] = []
  /// Names of lists that mean none.
  private var strangers: [String] = []

  /// The lists of pictures of a class are told by this from those of a split: `dog_train.txt`.
  private static let classMark: Character = "_"
  /// What a program writes that knows no splits, and the official sets' union.
  private static let unions: Set<String> = ["default", "all", "trainval"]

  /// - Parameter annotations: where the XML files lie, beside which there may be lists.
  init(root: FilePath, annotations: FilePath) {
    let sets = root.appending("ImageSets")
    let places = [sets.appending("Main"), sets, annotations.removingLastComponent(), root]
    folder = places.first {
      !Self.lists(in: $0).isEmpty && ($0 == places[0] || $0 == sets || Self.lists(in: $0).contains(where: Self.isMeant))
    }
    guard let folder else { return }
    let stems = Self.lists(in: folder)
    for split in DatasetSplit.Name.allCases {
      let meant = stems.filter { DatasetSplit.Name(spelledIn: $0) == split }
      if meant.count > 1 { rivals.append((split, meant)) }
      if let stem = meant.first { self.sets.append(ImageSet(split: split, file: folder.appending(stem + ".txt"))) }
    }
    if !self.sets.contains(where: { $0.split == .train }), let both = stems.first(where: { $0.lowercased() == "trainval" }) {
      self.sets.insert(ImageSet(split: .train, file: folder.appending(both + ".txt")), at: 0)
    }
    let others = stems.filter { !Self.isMeant($0) && !Self.unions.contains($0.lowercased()) && !$0.contains(Self.classMark) }
    // In a folder that holds more than lists, only what looks like one counts.
    strangers = folder == places[0] || folder == sets ? others : others.filter { DatasetSplit.Name.resembles($0) }
  }

  private static func isMeant(_ stem: String) -> Bool { DatasetSplit.Name(spelledIn: stem) != nil || stem.lowercased() == "trainval" }

  /// The names of the texts in a folder, without their ending.
  private static func lists(in folder: FilePath) -> [String] {
    Folder.names(in: folder).filter { $0.hasSuffix(".txt") }.map { String($0.dropLast(4)) }
  }

  /// Notes lists that mean one split together, and those that mean none.
  func addFaults(to reading: inout FormatReading) {
    guard let folder else { return }
    for (split, names) in rivals {
      reading.add(
        malformed: "\(names.map { $0 + ".txt" }.joined(separator: " and ")) mean the split \(split.rawValue)", hint: "keep one of them",
        at: FileLocation(file: folder))
    }
    guard !strangers.isEmpty else { return }
    let names = strangers.prefix(5).map { $0 + ".txt" }.joined(separator: ", ") + (strangers.count > 5 ? ", ..." : "")
    let isOne = strangers.count == 1
    let message =
      sets.isEmpty
      ? "\(names) \(isOne ? "means" : "mean") no split: all pictures are shared"
      : "\(names) \(isOne ? "means no split and is" : "mean no split and are") left out"
    reading.add(warning: message, hint: "name a list for its split: train.txt", at: FileLocation(file: folder))
  }
}

extension ImageSets.ImageSet {
  /// How many missing files of a list may still be looked for under a similar name.
  private static let searches = 20

  /// The files of annotations that the list names, by the names in it without their endings.
  func chosen(from files: [String: FilePath], _ reading: inout FormatReading) throws -> [FilePath] {
    guard let text = TextFile.text(of: file) else {
      reading.add(malformed: "cannot be read as UTF-8", at: FileLocation(file: file))
      return []
    }
    var chosen: [FilePath] = []
    var missing: [(name: String, line: Int)] = []
    for (number, line) in TextFile.lines(of: text) {
      try reading.stop.check()
      if let found = Self.spellings(of: line).lazy.compactMap({ files[$0] }).first {
        chosen.append(found)
      } else {
        missing.append((line.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? line, number))
      }
    }
    if chosen.isEmpty, !missing.isEmpty, split != .train {
      reading.add(
        warning: "no picture of this list has an XML file: the split \(split.rawValue) is left out", at: FileLocation(file: file))
      return []
    }
    let known = missing.isEmpty || files.count > 10_000 ? [] : files.keys.sorted()
    for (index, (name, line)) in missing.enumerated() {
      try reading.stop.check()
      let near = index < Self.searches ? nearestName(to: name, in: known) : nil
      reading.add(
        faulty: "there is no \(name).xml in Annotations", hint: near.map { "did you mean \($0)?" },
        at: FileLocation(file: file, line: line))
    }
    if chosen.isEmpty { reading.add(malformed: "no picture is listed", at: FileLocation(file: file)) }
    return chosen
  }

  /// What a line may mean: a name as it stands; what stands before a mark whether a class is in the picture; without folders and ending.
  private static func spellings(of line: String) -> [String] {
    let first = line.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? line
    return [line, first].flatMap { name in
      let last = PictureSearch.lastName(of: name)
      return [name, last] + (Folder.isPictureName(last) || Folder.ending(of: last) == "xml" ? [FilePath(last).stem ?? last] : [])
    }
  }
}
