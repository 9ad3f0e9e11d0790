import Files
import Foundation
import SystemPackage

/// What stands in folders, for those who look for a dataset's parts.
enum Folder {
  /// The names in a folder, hidden ones left out, in alphabetical order.
  static func names(in folder: FilePath) -> [String] { unsortedNames(in: folder).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

  static func unsortedNames(in folder: FilePath) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? []).filter { !$0.hasPrefix(".") }
  }

  /// All names in a folder, hidden ones too, where the nearest to a name is looked for; none when there are too many for that.
  static func searchedNames(in folder: FilePath) -> [String] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.string), names.count <= 10_000 else { return [] }
    return names.sorted()
  }

  /// The names of the folders in a folder, in alphabetical order, without hidden ones and those that a Mac's archives leave.
  static func folderNames(in folder: FilePath) -> [String] {
    unsortedNames(in: folder).filter { $0 != "__MACOSX" && !isFileName($0) && folder.appending($0).isFolder }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The folders that mean splits.
  ///
  /// - Parameter holds: of several that mean the same, the first of which this is true.
  static func splits(
    in folder: FilePath, holding holds: @escaping (FilePath) -> Bool = { !Folder.unsortedNames(in: $0).isEmpty }
  ) -> [(name: DatasetSplit.Name, folder: FilePath)] {
    SplitFolders(in: folder, holding: holds).taken
  }

  /// The pictures in a folder and those below it, known by their names' endings, in the order of their paths.
  static func pictures(in folder: FilePath) -> [FilePath] { files(in: folder, where: isPictureName) }

  /// The files in a folder and those below it whose names pass, hidden ones left out, in the order of their paths.
  static func files(in folder: FilePath, where passes: (String) -> Bool) -> [FilePath] {
    guard let walk = FileManager.default.enumerator(atPath: folder.string) else { return [] }
    var names: [String] = []
    while let name = walk.nextObject() as? String {
      guard passes(name), !name.split(separator: "/").contains(where: { $0.hasPrefix(".") || $0 == "__MACOSX" }) else { continue }
      names.append(name)
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { folder.pushing(FilePath($0)) }
  }

  static func isPictureName(_ name: String) -> Bool { ending(of: name).map(pictureEndings.contains) ?? false }

  /// Whether a name ends as files do of which a dataset may have very many.
  private static func isFileName(_ name: String) -> Bool {
    ending(of: name).map { pictureEndings.contains($0) || ["txt", "xml", "json"].contains($0) } ?? false
  }

  /// What stands behind the last dot, in small letters.
  static func ending(of name: String) -> String? {
    name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() }
  }

  /// Those that are not read are endings too: their files get a fault that says so.
  static let pictureEndings: Set<String> = [
    "png", "jpg", "jpeg", "jpe", "bmp", "gif", "tif", "tiff", "webp", "heic", "avif", "dng", "mpo",
  ]
}
