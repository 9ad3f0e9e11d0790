import Files
import SystemPackage

/// Finds the pictures that a YOLO dataset names: folders, and lists of files.
struct YOLOPlaces {
  private let root: FilePath
  /// What paths are seen from, those first that are tried first.
  private let bases: [FilePath]

  /// - Parameter base: what the file that names them says of where the dataset lies; it may be a place of another machine.
  init(root: FilePath, base: String?) {
    self.root = root
    let said = base.map { PictureSearch.spellings(of: $0).map { root.pushing(FilePath($0)) } } ?? []
    bases = said.filter(\.isFolder) + [root]
  }

  /// The pictures of a folder or a list; nil when there is neither.
  func pictures(_ value: String, of split: DatasetSplit.Name) -> [YOLOLayout.Picture]? {
    var spellings = PictureSearch.spellings(of: value)
    // Exports say `../train/images` and mean the folder beside data.yaml; CVAT's say `data/` for the folder itself.
    for prefix in ["../", "data/", "./data/"] {
      if let name = spellings.last(where: { $0.hasPrefix(prefix) }) { spellings.append(String(name.dropFirst(prefix.count))) }
    }
    let paths = spellings.map { spelling in
      let path = FilePath(spelling)
      return FilePath(root: path.root, path.components.filter { $0.kind != .currentDirectory })
    }
    let candidates = paths.flatMap { path in bases.map { $0.pushing(path) } }
    if let folder = candidates.first(where: \.isFolder) { return Folder.pictures(in: folder).map { YOLOLayout.Picture(file: $0) } }
    guard let list = candidates.first(where: \.isFile), let text = TextFile.text(of: list) else { return nil }
    let search = PictureSearch([list.removingLastComponent()] + bases, root: root, split: split)
    return TextFile.lines(of: text).map { number, name in
      let file = search.fileOrLikely(name) ?? list.removingLastComponent()
      return YOLOLayout.Picture(file: file.lexicallyNormalized(), listed: (name, FileLocation(file: list, line: number)))
    }
  }

  /// Whether a text begins with the name of a picture.
  static func isList(_ file: FilePath) -> Bool {
    TextFile.text(of: file).flatMap { TextFile.lines(of: $0).first?.text }.map(Folder.isPictureName) ?? false
  }
}
