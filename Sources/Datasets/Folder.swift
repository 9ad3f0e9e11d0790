import Files
import Foundation
import SystemPackage

/// What stands in folders, for those who look for a dataset's parts.
enum Folder {
  /// The names in a folder, hidden ones left out, in alphabetical order.
  static func names(in folder: FilePath) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? []).filter { !$0.hasPrefix(".") }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// All names in a folder, hidden ones too, where the nearest to a name is looked for; none when there are too many for that.
  static func searchedNames(in folder: FilePath) -> [String] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.string), names.count <= 10_000 else { return [] }
    return names.sorted()
  }

  /// The folders that other programs call a split by, each with the name that it has here.
  static func splits(in folder: FilePath) -> [(name: DatasetSplit.Name, folder: FilePath)] {
    DatasetSplit.Name.allCases.compactMap { name in
      name.spellings.map(folder.appending).first(where: \.isFolder).map { (name, $0) }
    }
  }

  /// The pictures in a folder and those below it, known by their names' endings, in the order of their paths.
  static func pictures(in folder: FilePath) -> [FilePath] {
    guard let walk = FileManager.default.enumerator(atPath: folder.string) else { return [] }
    var names: [String] = []
    while let name = walk.nextObject() as? String {
      guard !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }) else { continue }
      if isPictureName(name) { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { folder.pushing(FilePath($0)) }
  }

  static func isPictureName(_ name: String) -> Bool {
    guard let dot = name.lastIndex(of: ".") else { return false }
    return pictureEndings.contains(name[name.index(after: dot)...].lowercased())
  }

  /// Those that are not read are endings too: their files get a fault that says so.
  static let pictureEndings: Set<String> = [
    "png", "jpg", "jpeg", "jpe", "bmp", "gif", "tif", "tiff", "webp", "heic", "avif", "dng", "mpo",
  ]
}
