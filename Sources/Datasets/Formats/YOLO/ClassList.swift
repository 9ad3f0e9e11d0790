import Files
import SystemPackage

/// The file that lists the classes of labels beside it, one a line: LabelImg's `classes.txt`, Darknet's `obj.names`, Roboflow's
/// `_darknet.labels`.
enum ClassList {
  /// Those that are known by their whole name, the first before the others.
  static let fileNames = ["classes.txt", "obj.names", "_darknet.labels", "predefined_classes.txt"]

  /// The lists of a dataset that has labels and no file that says more, each once: of its own folder, else those beside labels.
  static func files(in root: FilePath) -> [FilePath] {
    let labelFolders = [root.appending("labels"), root.appending("images"), root.appending("data"), root.appending("obj_train_data")]
    let splits = ([root] + labelFolders).flatMap { Folder.splits(in: $0).map(\.folder) }
    let beside = [root] + labelFolders + splits + splits.map { $0.appending("labels") }
    guard beside.contains(where: hasLabels) else { return [] }
    for folder in beside.prefix(1 + labelFolders.count) { if let own = file(in: folder) { return [own] } }
    return beside.compactMap(file)
  }

  private static func file(in folder: FilePath) -> FilePath? {
    if let known = fileNames.map(folder.appending).first(where: \.isFile) { return known }
    return Folder.names(in: folder).first { Folder.ending(of: $0) == "names" }.map(folder.appending)
  }

  /// Whether files of labels lie in a folder: in one called so any text, elsewhere one with the name of a picture.
  private static func hasLabels(_ folder: FilePath) -> Bool {
    let names = Folder.names(in: folder)
    let texts = names.filter { $0.hasSuffix(".txt") && !fileNames.contains($0) }
    if texts.isEmpty { return folder.appending("labels").isFolder }
    if folder.components.contains(where: { $0.string == "labels" }) { return true }
    let pictures = Set(names.filter(Folder.isPictureName).map { FilePath(FilePath($0).stem ?? "") })
    return texts.contains { pictures.contains(FilePath(FilePath($0).stem ?? "")) }
  }

  /// The classes in the order of their numbers; nil for a file that is no text.
  static func classes(in file: FilePath) -> [String]? { TextFile.text(of: file).map { TextFile.lines(of: $0).map(\.text) } }
}
