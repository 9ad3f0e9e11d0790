import Essentials
import Files
import Foundation
import Images
import SystemPackage

/// Pascal VOC: an XML file for each picture, in `Annotations` with the pictures in `JPEGImages` and the splits in `ImageSets/Main`, or beside
/// the pictures in the folder of each split.
struct VOCReader: FormatReader {
  /// Whether there are XML files where VOC datasets have them.
  static func isIn(_ root: FilePath) -> Bool { places(in: root).contains { !files(in: $0.folder).isEmpty } }

  private static func places(in root: FilePath) -> [(split: DatasetSplit.Name?, folder: FilePath)] {
    let annotations = ["Annotations", "annotations"].map(root.appending).filter { !files(in: $0).isEmpty }
    if let folder = annotations.first { return [(nil, folder)] }
    let nested = ["Annotations", "annotations"].map(root.appending).flatMap { Folder.splits(in: $0) }.filter {
      !files(in: $0.folder).isEmpty
    }
    let splits = nested.isEmpty ? Folder.splits(in: root) : nested
    return splits.contains { !files(in: $0.folder).isEmpty } ? splits.map { ($0.name, $0.folder) } : [(nil, root)]
  }

  private static func files(in folder: FilePath) -> [FilePath] {
    Folder.names(in: folder).filter { $0.lowercased().hasSuffix(".xml") }.map(folder.appending)
  }

  func read(_ root: FilePath, into reading: inout FormatReading) throws {
    guard Self.isIn(root) else {
      reading.add(
        malformed: "there are no XML files here", hint: "they lie in Annotations, or beside the pictures of train, valid and test",
        at: FileLocation(file: root))
      return
    }
    for (split, folder) in Self.places(in: root) {
      let files = Self.files(in: folder)
      if files.isEmpty {
        reading.add(malformed: "there are no XML files in this split", at: FileLocation(file: folder))
        continue
      }
      let sets = split == nil ? imageSets(root, &reading) : []
      if sets.isEmpty {
        reading.add(try read(files, root: root, &reading), split: split)
        addPicturesWithoutAnnotations(files, in: folder, &reading)
      }
      let byName = Dictionary(files.map { ($0.stem ?? "", $0) }) { first, _ in first }
      for set in sets { try read(set, byName, root: root, &reading) }
    }
  }

  private func read(_ files: [FilePath], root: FilePath, _ reading: inout FormatReading) throws -> [AnnotatedPicture] {
    var pictures: [AnnotatedPicture] = []
    var hasPictures: [FilePath: Bool] = [:]
    for file in files {
      try reading.stop.check()
      if reading.faults.isFull { break }
      let folder = file.removingLastComponent()
      let isBeside = hasPictures[folder] ?? !Folder.pictures(in: folder).isEmpty
      hasPictures[folder] = isBeside
      if let picture = VOCFile(file, root: root, hasPicturesBeside: isBeside).read(&reading) { pictures.append(picture) }
    }
    return pictures
  }

  /// `ImageSets/Main/train.txt` and its like.
  private struct ImageSet {
    let split: DatasetSplit.Name
    let file: FilePath
  }

  private func imageSets(_ root: FilePath, _ reading: inout FormatReading) -> [ImageSet] {
    let sets = root.appending("ImageSets")
    guard let folder = [sets.appending("Main"), sets].first(where: { $0.hasLists }) else { return [] }
    var found = DatasetSplit.Name.allCases.compactMap { split in
      split.spellings.map { folder.appending($0 + ".txt") }.first(where: \.isFile).map { ImageSet(split: split, file: $0) }
    }
    let both = folder.appending("trainval.txt")
    if !found.contains(where: { $0.split == .train }), both.isFile { found.insert(ImageSet(split: .train, file: both), at: 0) }
    return found
  }

  private func read(_ set: ImageSet, _ files: [String: FilePath], root: FilePath, _ reading: inout FormatReading) throws {
    guard let text = try? String(contentsOfFile: set.file.string, encoding: .utf8) else {
      reading.add(malformed: "cannot be read as UTF-8", at: FileLocation(file: set.file))
      return
    }
    var chosen: [FilePath] = []
    let names = files.keys.sorted()
    var searches = 20
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      // Behind the name, lists of a class say whether it is in the picture.
      guard let name = line.split(whereSeparator: \.isWhitespace).first.map(String.init) else { continue }
      if let file = files[name] {
        chosen.append(file)
      } else {
        try reading.stop.check()
        if reading.faults.isFull { break }
        searches -= 1
        reading.add(
          faulty: "there is no \(name).xml in Annotations",
          hint: (searches >= 0 ? nearestName(to: name, in: names) : nil).map { "did you mean \($0)?" },
          at: FileLocation(file: set.file, line: index + 1))
      }
    }
    if chosen.isEmpty { reading.add(malformed: "no picture is listed", at: FileLocation(file: set.file)) }
    reading.add(try read(chosen, root: root, &reading), split: set.split)
  }

  /// Pictures that nobody annotated may hold anything.
  private func addPicturesWithoutAnnotations(_ files: [FilePath], in folder: FilePath, _ reading: inout FormatReading) {
    let annotated = Set(files.compactMap(\.stem))
    let bare = Folder.names(in: folder).filter { Folder.isPictureName($0) && !annotated.contains(FilePath($0).stem ?? "") }
    guard let first = bare.first else { return }
    reading.add(
      warning:
        "\(bare.count == 1 ? "\(first) has" : "\(first) and \(bare.count - 1) more have") no XML file and \(bare.count == 1 ? "is" : "are") left out",
      at: FileLocation(file: folder))
  }
}

extension FilePath {
  fileprivate var hasLists: Bool {
    DatasetSplit.Name.allCases.contains { $0.spellings.contains { appending($0 + ".txt").isFile } }
      || appending("trainval.txt").isFile
  }
}
