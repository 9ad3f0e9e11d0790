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

  /// The folders of XML files, each with the split that it means.
  private static func places(in root: FilePath) -> [(split: DatasetSplit.Name?, folder: FilePath)] {
    let customary = customaryFolders(in: root)
    if let folder = customary.first(where: hasFiles) { return [(nil, folder)] }
    let splits =
      customary.map { Folder.splits(in: $0, holding: hasFiles) }.first { $0.contains { hasFiles($0.folder) } }
      ?? Folder.splits(in: root, holding: hasFiles).map { ($0.name, inner(of: $0.folder)) }
    if splits.contains(where: { hasFiles($0.folder) }) { return splits.map { ($0.name, $0.folder) } }
    return [(nil, customary.first { !files(in: $0).isEmpty } ?? root)]
  }

  private static func customaryFolders(in root: FilePath) -> [FilePath] {
    ["Annotations", "annotations", "annotations/xmls", "Annotations/xmls", "xmls", "labels"].map { root.pushing(FilePath($0)) }
  }

  /// `train/Annotations`, where a split has the layout of a whole.
  private static func inner(of split: FilePath) -> FilePath {
    hasFiles(split) ? split : customaryFolders(in: split).first(where: hasFiles) ?? split
  }

  private static func hasFiles(_ folder: FilePath) -> Bool { Folder.unsortedNames(in: folder).contains(where: isXML) }

  private static func isXML(_ name: String) -> Bool { Folder.ending(of: name) == "xml" }

  private static func files(in folder: FilePath) -> [FilePath] {
    let own = Folder.names(in: folder).filter(isXML).map(folder.appending)
    // Frames of videos and the like have folders of their own in it.
    return own.isEmpty && folder.lastComponent?.string == "Annotations" ? Folder.files(in: folder, where: isXML) : own
  }

  func read(_ root: FilePath, into reading: inout FormatReading) throws {
    guard Self.isIn(root) else {
      reading.add(
        malformed: "there are no XML files here", hint: "they lie in Annotations, or beside the pictures of train, valid and test",
        at: FileLocation(file: root))
      return
    }
    let places = Self.places(in: root)
    if let split = places.first(where: { $0.split != nil }) {
      let parent = split.folder.removingLastComponent()
      SplitFolders(in: parent, holding: Self.hasFiles).addFaults(to: &reading.faults, isDistinct: false)
    }
    for (split, folder) in places {
      let files = Self.files(in: folder)
      if files.isEmpty {
        reading.add(malformed: "there are no XML files in this split", at: FileLocation(file: folder))
        continue
      }
      let lists = ImageSets(root: root, annotations: folder)
      if split != nil || lists.sets.isEmpty {
        reading.add(try read(files, root: root, &reading), split: split)
        addPicturesWithoutAnnotations(files, in: folder, &reading)
      }
      guard split == nil else { continue }
      lists.addFaults(to: &reading)
      var byName: [String: FilePath] = [:]
      for file in files { byName[file.stem ?? ""] = file }
      for set in lists.sets { reading.add(try read(set.chosen(from: byName, &reading), root: root, &reading), split: set.split) }
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
