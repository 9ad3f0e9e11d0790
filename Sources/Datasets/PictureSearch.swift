import Files
import SystemPackage

/// Finds the files that annotations name, also where another system or another folder is in the name: with `\` between folders, with the
/// split's own name in front, with `~` for the home folder.
struct PictureSearch {
  /// Where files may lie, those first that are looked into first.
  let folders: [FilePath]
  /// Names of folders that may stand in front of a file's and lead nowhere, in small letters.
  private let idle: Set<String>
  /// The dataset's own name, behind which an absolute path of another machine goes on in the dataset.
  private let rootName: String?

  /// - Parameters:
  ///   - folders: where files may lie.
  ///   - root: the dataset's folder.
  ///   - split: whose files they are.
  init(_ folders: [FilePath], root: FilePath, split: DatasetSplit.Name? = nil) {
    self.folders = folders
    rootName = root.lexicallyNormalized().lastComponent?.string.lowercased()
    let places = folders.compactMap { $0.lastComponent?.string.lowercased() }.filter { DatasetSplit.Name(spelledIn: $0) == split }
    idle = Set(["images", "data", "jpegimages", "dataset", "obj_train_data", ".", ".."] + (split?.spellings ?? []) + places)
      .union(rootName.map { [$0] } ?? [])
  }

  /// The file under that name; nil where there is none.
  func file(_ name: String) -> FilePath? {
    guard !name.isEmpty, !name.utf8.contains(0) else { return nil }
    for spelling in Self.spellings(of: name) { if let found = first(FilePath(spelling)) { return found } }
    let components = Self.slashed(name).split(separator: "/").map(String.init)
    if let rootName, let place = components.dropLast().lastIndex(where: { $0.lowercased() == rootName }) {
      let rest = components[(place + 1)...]
      if let found = first(Self.path(rest)) ?? withoutIdleFolders(rest) { return found }
    }
    return withoutIdleFolders(components[...])
  }

  private func withoutIdleFolders(_ components: ArraySlice<String>) -> FilePath? {
    var rest = components
    while rest.count > 1, let lead = rest.first, idle.contains(lead.lowercased()) {
      rest = rest.dropFirst()
      if let found = first(Self.path(rest)) { return found }
    }
    return nil
  }

  /// The file under that name; where there is none, the one that a person would look for first. Nil when no file can have the name.
  func fileOrLikely(_ name: String) -> FilePath? {
    // The system's names end at a NUL: with one the name would be another file's.
    guard !name.utf8.contains(0) else { return nil }
    return file(name) ?? (folders.first ?? "").pushing(FilePath(name))
  }

  /// A path as it stands, with `/` for `\`, and with the home folder for `~`.
  static func spellings(of name: String) -> [String] {
    let slashed = slashed(name)
    let expanded = UserFolders().expanded(slashed)
    return [name] + (slashed == name ? [] : [slashed]) + (expanded == slashed ? [] : [expanded])
  }

  /// With `/` between folders.
  static func slashed(_ name: String) -> String { name.replacing("\\", with: "/") }

  /// What stands behind the last separator, of whichever system.
  static func lastName(of name: String) -> String { slashed(name).split(separator: "/").last.map(String.init) ?? name }

  private func first(_ path: FilePath) -> FilePath? { folders.lazy.map { $0.pushing(path) }.first(where: \.isFile) }

  private static func path(_ components: ArraySlice<String>) -> FilePath { FilePath(components.joined(separator: "/")) }
}
