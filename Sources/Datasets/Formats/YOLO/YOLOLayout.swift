import Files
import Foundation
import SystemPackage

/// Where a YOLO dataset keeps its classes and pictures.
struct YOLOLayout {
  /// A picture that belongs to the dataset, whether it is there or not.
  struct Picture {
    let file: FilePath
    /// As a list has it, and where it stands there; nil for one that was found in a folder.
    var listed: (name: String, place: FileLocation)?
  }

  /// What lists the classes.
  let classFile: FilePath?
  /// In the order of their numbers.
  private(set) var classes: [String] = []
  private(set) var poseValues = 0
  /// The pictures of each split, or of a folder without splits.
  private(set) var parts: [(split: DatasetSplit.Name?, pictures: [Picture])] = []

  /// What says where a dataset's parts are.
  private enum Source {
    case yaml(FilePath)
    case darknet(FilePath)
    case classes([FilePath])
  }

  /// Whether a YOLO dataset lies in `root`.
  static func isIn(_ root: FilePath) -> Bool { source(in: root) != nil }

  /// `data.yaml` or another YAML file with `names`, Darknet's `obj.data`, or a list of classes beside labels.
  private static func source(in root: FilePath) -> Source? {
    let names = Folder.names(in: root)
    let yamls = names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
    let ordered = yamls.filter { $0.hasPrefix("data.") } + yamls.filter { !$0.hasPrefix("data.") }
    if let yaml = ordered.map(root.appending).first(where: { hasLine($0) { $0.hasPrefix("names") } }) { return .yaml(yaml) }
    let darknet = names.filter { Folder.ending(of: $0) == "data" }.map(root.appending)
    if let file = darknet.first(where: { hasLine($0) { $0.hasPrefix("names") && $0.contains("=") } }) { return .darknet(file) }
    let lists = ClassList.files(in: root)
    if !lists.isEmpty { return .classes(lists) }
    // An unnamed one is told as such by the reader.
    let data = root.appending("data.yaml")
    return data.isFile ? .yaml(data) : nil
  }

  private static func hasLine(_ file: FilePath, where passes: (String) -> Bool) -> Bool {
    TextFile.text(of: file).map { TextFile.lines(of: $0).contains { passes($0.text) } } ?? false
  }

  init(_ root: FilePath, _ reading: inout FormatReading) {
    switch Self.source(in: root) {
    case nil:
      classFile = nil
      reading.add(
        malformed: "there is no data.yaml here", hint: "it says where the splits are (train, val, test) and lists the classes (names)",
        at: FileLocation(file: root))
    case .classes(let lists):
      classFile = lists[0]
      take(lists, &reading)
      addCustomaryFolders(root, &reading)
    case .yaml(let file):
      classFile = file
      guard let text = Self.text(of: file, &reading) else { return }
      take(DataYAML(text), root: root, file, &reading)
    case .darknet(let file):
      classFile = file
      guard let text = Self.text(of: file, &reading) else { return }
      let search = PictureSearch([file.removingLastComponent(), root], root: root)
      let data = DataYAML(darknet: text) { name in search.file(name).flatMap(ClassList.classes) }
      take(data, root: root, file, &reading)
    }
  }

  private static func text(of file: FilePath, _ reading: inout FormatReading) -> String? {
    let text = TextFile.text(of: file)
    if text == nil { reading.add(malformed: "cannot be read as UTF-8", at: FileLocation(file: file)) }
    return text
  }

  /// The classes of lists, which must agree.
  private mutating func take(_ lists: [FilePath], _ reading: inout FormatReading) {
    for (index, file) in lists.enumerated() {
      guard let listed = ClassList.classes(in: file) else {
        reading.add(malformed: "cannot be read as UTF-8", at: FileLocation(file: file))
        continue
      }
      if index == 0 {
        classes = listed
      } else if listed != classes {
        reading.add(
          malformed: "the classes are others than in \(lists[0])", hint: "all labels must have the same numbers for the same classes",
          at: FileLocation(file: file))
      }
    }
    if classes.isEmpty { reading.add(malformed: "no class is listed", hint: "a class a line", at: FileLocation(file: lists[0])) }
    addRepeatedClasses(lists[0], &reading)
  }

  private mutating func take(_ data: DataYAML, root: FilePath, _ file: FilePath, _ reading: inout FormatReading) {
    for fault in data.faults { reading.add(malformed: fault.message, hint: fault.hint, at: FileLocation(file: file, line: fault.line)) }
    guard data.faults.isEmpty else { return }
    (classes, poseValues) = (data.names, data.poseValues)
    if let (count, line) = data.classCount, count != classes.count {
      reading.add(
        malformed: "nc is \(count), and there are \(classes.count) names", hint: "make nc the number of names",
        at: FileLocation(file: file, line: line))
    }
    if classes.isEmpty { reading.add(malformed: "names is empty", hint: "list the classes", at: FileLocation(file: file)) }
    addRepeatedClasses(file, &reading)
    for (key, line) in data.doubts {
      reading.add(
        warning: "\(key) is none of train, val and test, and is left out", hint: "name it for the split that it is",
        at: FileLocation(file: file, line: line))
    }
    addSplits(data, root: root, file, &reading)
  }

  private func addRepeatedClasses(_ file: FilePath, _ reading: inout FormatReading) {
    for (name, alike) in Dictionary(grouping: classes, by: \.self).sorted(by: { $0.key < $1.key }) where alike.count > 1 {
      reading.add(warning: "\(name) stands \(alike.count) times in names: those classes become one", at: FileLocation(file: file))
    }
  }

  private mutating func addSplits(_ data: DataYAML, root: FilePath, _ file: FilePath, _ reading: inout FormatReading) {
    if data.splits.isEmpty { return addCustomaryFolders(root, &reading) }
    let places = YOLOPlaces(root: root, base: data.root)
    for split in DatasetSplit.Name.allCases {
      guard let named = data.splits[split] else { continue }
      let place = FileLocation(file: file, line: named.line)
      var pictures: [Picture] = []
      for value in named.places {
        guard let found = places.pictures(value, of: split) else {
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

  /// Lists of pictures that are called as splits are, else `images/train`, `train/images`, or `images` for all.
  private mutating func addCustomaryFolders(_ root: FilePath, _ reading: inout FormatReading) {
    if addLists(root, &reading) { return }
    let images = root.appending("images")
    let place = Folder.splits(in: images).isEmpty ? root : images
    let splits = SplitFolders(in: place) { !Folder.pictures(in: $0).isEmpty }
    splits.addFaults(to: &reading.faults, isDistinct: false)
    for (name, folder) in splits.taken {
      let inner = folder.appending("images")
      parts.append((name, Folder.pictures(in: inner.isFolder ? inner : folder).map { Picture(file: $0) }))
    }
    if parts.isEmpty { parts.append((nil, Folder.pictures(in: images.isFolder ? images : root).map { Picture(file: $0) })) }
  }

  /// `train.txt` and its like in the dataset's folder, where they list pictures.
  private mutating func addLists(_ root: FilePath, _ reading: inout FormatReading) -> Bool {
    let places = YOLOPlaces(root: root, base: nil)
    let lists = Folder.names(in: root).filter { $0.hasSuffix(".txt") && !ClassList.fileNames.contains($0) }.filter { name in
      DatasetSplit.Name(spelledIn: FilePath(name).stem ?? "") != nil && YOLOPlaces.isList(root.appending(name))
    }
    for split in DatasetSplit.Name.allCases {
      let meant = lists.filter { DatasetSplit.Name(spelledIn: FilePath($0).stem ?? "") == split }
      if meant.count > 1 {
        reading.add(
          malformed: "\(meant.joined(separator: " and ")) mean the split \(split.rawValue)", hint: "keep one of them",
          at: FileLocation(file: root))
      }
      if let name = meant.first, let pictures = places.pictures(name, of: split) { parts.append((split, pictures)) }
    }
    return !parts.isEmpty
  }
}
