import Files
import Foundation
import SystemPackage

/// Where a YOLO dataset keeps its classes and pictures.
struct YOLOLayout {
  let yaml: FilePath?
  /// In the order of their numbers.
  var classes: [String] = []
  var poseValues = 0
  /// The pictures of each split, or of a folder without splits.
  var parts: [(split: DatasetSplit.Name?, pictures: [FilePath])] = []

  /// Whether a YOLO dataset lies in `root`.
  static func isIn(_ root: FilePath) -> Bool { file(in: root) != nil }

  /// What lists the classes: `data.yaml` or another YAML file with `names`, or `classes.txt`.
  private static func file(in root: FilePath) -> FilePath? {
    let names = Folder.names(in: root).filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
    let ordered = names.filter { $0.hasPrefix("data.") } + names.filter { !$0.hasPrefix("data.") }
    let yaml = ordered.map(root.appending).first { path in
      (try? String(contentsOfFile: path.string, encoding: .utf8))?.split(separator: "\n").contains { $0.hasPrefix("names") } == true
    }
    if let yaml { return yaml }
    let classes = root.appending("classes.txt")
    let hasLabels =
      root.appending("labels").isFolder || Folder.splits(in: root).contains { $0.folder.appending("labels").isFolder }
    if hasLabels, classes.isFile { return classes }
    // An unnamed one is told as such by the reader.
    let data = root.appending("data.yaml")
    return data.isFile ? data : nil
  }

  init(_ root: FilePath, _ reading: inout FormatReading) {
    guard let file = Self.file(in: root) else {
      yaml = nil
      reading.add(
        malformed: "there is no data.yaml here", hint: "it says where the splits are (train, val, test) and lists the classes (names)",
        at: FileLocation(file: root))
      return
    }
    yaml = file
    guard let text = try? String(contentsOfFile: file.string, encoding: .utf8) else {
      reading.add(malformed: "cannot be read as UTF-8", at: FileLocation(file: file))
      return
    }
    if file.lastComponent?.string == "classes.txt" {
      classes = text.split(whereSeparator: \.isNewline).map { String($0.trimmingBlanks) }
      addCustomaryFolders(root)
      return
    }
    let data = DataYAML(text)
    for fault in data.faults { reading.add(malformed: fault.message, hint: fault.hint, at: FileLocation(file: file, line: fault.line)) }
    guard data.faults.isEmpty else { return }
    (classes, poseValues) = (data.names, data.poseValues)
    if let (count, line) = data.classCount, count != classes.count {
      reading.add(
        malformed: "nc is \(count), and there are \(classes.count) names", hint: "make nc the number of names",
        at: FileLocation(file: file, line: line))
    }
    if classes.isEmpty { reading.add(malformed: "names is empty", hint: "list the classes", at: FileLocation(file: file)) }
    for (name, alike) in Dictionary(grouping: classes, by: \.self).sorted(by: { $0.key < $1.key }) where alike.count > 1 {
      reading.add(warning: "\(name) stands \(alike.count) times in names: those classes become one", at: FileLocation(file: file))
    }
    addSplits(data, root: root, file, &reading)
  }

  private mutating func addSplits(_ data: DataYAML, root: FilePath, _ file: FilePath, _ reading: inout FormatReading) {
    if data.splits.isEmpty { return addCustomaryFolders(root) }
    let bases = [data.root.map { root.pushing(FilePath($0)) }, root].compactMap(\.self)
    for split in DatasetSplit.Name.allCases {
      guard let named = data.splits[split] else { continue }
      let place = FileLocation(file: file, line: named.line)
      var pictures: [FilePath] = []
      for value in named.places {
        guard let found = Self.pictures(value, bases: bases) else {
          // Exports name splits that they left out.
          if split == .train {
            reading.add(
              malformed: "\(value) is neither a folder nor a list of pictures",
              hint: "train names the folder of the pictures, seen from this file: train/images", at: place)
          } else {
            reading.add(warning: "\(value), the split \(split.rawValue), is not there", at: place)
          }
          continue
        }
        pictures += found
      }
      if !pictures.isEmpty { parts.append((split, pictures)) }
    }
  }

  /// The pictures that a value of `data.yaml` names; nil when there is nothing at it.
  private static func pictures(_ value: String, bases: [FilePath]) -> [FilePath]? {
    // Exports say `../train/images` and mean the folder beside data.yaml.
    var spellings = [FilePath(value)]
    if value.hasPrefix("../") { spellings.append(FilePath(String(value.dropFirst(3)))) }
    let candidates = spellings.flatMap { spelling in bases.map { $0.pushing(spelling) } }
    if let folder = candidates.first(where: \.isFolder) { return Folder.pictures(in: folder) }
    guard let list = candidates.first(where: \.isFile), let text = try? String(contentsOfFile: list.string, encoding: .utf8) else {
      return nil
    }
    let folder = list.removingLastComponent()
    return text.split(whereSeparator: \.isNewline).map { $0.trimmingBlanks }.filter { !$0.isEmpty }.map {
      folder.pushing(FilePath(String($0)).lexicallyNormalized())
    }
  }

  /// `images/train`, `train/images`, or `images` for all.
  private mutating func addCustomaryFolders(_ root: FilePath) {
    let images = root.appending("images")
    let split = Folder.splits(in: images).isEmpty ? Folder.splits(in: root) : Folder.splits(in: images)
    for (name, folder) in split {
      let inner = folder.appending("images")
      parts.append((name, Folder.pictures(in: inner.isFolder ? inner : folder)))
    }
    if parts.isEmpty { parts.append((nil, Folder.pictures(in: images.isFolder ? images : root))) }
  }
}
