import Files
import SystemPackage

/// Which file of labels belongs to which picture: `labels/train/a.txt` to `images/train/a.jpg`, and where there is no folder `images`, the
/// one beside the picture.
enum LabelFiles {
  /// The file that belongs to a picture; nil when there is none.
  static func file(of picture: FilePath) -> FilePath? {
    guard let stem = picture.stem else { return nil }
    let folder = picture.removingLastComponent()
    return [exchanged("images", for: "labels", in: folder), folder].map { $0.appending(stem + ".txt") }.first(where: \.isFile)
  }

  /// Notes files in a folder `labels` that belong to no picture, listed or not.
  static func addStrays(in folder: FilePath, _ reading: inout FormatReading) {
    let pictureFolder = exchanged("labels", for: "images", in: folder)
    guard pictureFolder != folder else { return }
    // Stems as paths, which are bytes.
    let pictures = Set(Folder.names(in: pictureFolder).filter(Folder.isPictureName).map { FilePath(FilePath($0).stem ?? "") })
    let strays = Folder.names(in: folder).filter { name in
      name.hasSuffix(".txt") && !ClassList.fileNames.contains(name) && !pictures.contains(FilePath(FilePath(name).stem ?? ""))
    }
    guard let first = strays.first else { return }
    reading.add(
      warning: strays.count == 1 ? "\(first) belongs to no picture" : "\(first) and \(strays.count - 1) more belong to no picture",
      hint: "a.txt belongs to a.jpg of the folder images", at: FileLocation(file: folder))
  }

  private static func exchanged(_ name: String, for other: FilePath.Component, in folder: FilePath) -> FilePath {
    let components = folder.components
    guard let position = components.lastIndex(where: { $0.string == name }) else { return folder }
    return FilePath(root: folder.root, components[..<position] + [other] + components[components.index(after: position)...])
  }
}
