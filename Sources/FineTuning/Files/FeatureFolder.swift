import Essentials
import Files
import Foundation
import SystemPackage

/// The folder in which image features are kept from one training to the next: a folder for each model, in it a file for each picture.
package struct FeatureFolder: Sendable {
  /// Where it lies, or would lie.
  package let path: FilePath
  /// Whether it is one that the user did not choose and nobody else looks into.
  private let isPrivate: Bool

  private static let name: FilePath.Component = "features"
  private static let suffix = ".features"

  /// `features` in the setting `cache_dir`, else in `$XDG_CACHE_HOME/maestro`, else in `~/.cache/maestro`.
  ///
  /// - Throws: `Faults` when no folder is set and there is no home folder.
  package init(_ configuration: Configuration) throws {
    if let folder = configuration.cacheFolder {
      self.init(path: FilePath(folder).appending(Self.name))
      return
    }
    self.init(path: try UserFolders().caches.appending("maestro").appending(Self.name), isPrivate: true)
  }

  package init(path: FilePath, isPrivate: Bool = false) {
    self.path = path
    self.isPrivate = isPrivate
  }

  /// What is in the folder.
  package struct Contents: Sendable, Hashable {
    /// Pictures, each once for every model that looked at it.
    package var entries: Int
    /// On disk.
    package var bytes: Int

    package init(entries: Int = 0, bytes: Int = 0) {
      self.entries = entries
      self.bytes = bytes
    }
  }

  /// A file that the cache made.
  struct File {
    let path: FilePath
    let bytes: Int
    /// When it was last written or read, in nanoseconds since 1970.
    let lastUse: Int
    /// Features, rather than what a killed writer left or one that is alive is about to rename.
    let isEntry: Bool
  }

  /// The file for a picture under a model.
  func file(of picture: ContentHash, under model: ContentHash) -> FilePath {
    path.appending(model.text).appending(picture.text + Self.suffix)
  }

  /// Makes the folder of a model.
  ///
  /// - Throws: `Faults` with the system's reason.
  func makeFolder(of model: ContentHash) throws {
    try NewFolder.makeIfMissing(path.appending(model.text), permissions: isPrivate ? 0o700 : 0o777)
  }

  /// Everything that the cache made; what else may lie there is left out.
  func files() -> [File] {
    models().flatMap { folder in
      Self.names(in: folder).compactMap { name in
        let isEntry = name.hasSuffix(Self.suffix) && Self.isHash(name.dropLast(Self.suffix.count))
        guard isEntry || AtomicFile.isTemporary(name) else { return nil }
        let path = folder.appending(name)
        var status = stat()
        guard lstat(path.string, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return File(
          path: path, bytes: Int(status.st_size), lastUse: status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec, isEntry: isEntry)
      }
    }
  }

  /// How much is in it.
  package func contents() -> Contents {
    files().reduce(into: Contents()) { contents, file in
      contents.entries += file.isEntry ? 1 : 0
      contents.bytes += file.bytes
    }
  }

  /// Removes everything that the cache made, also under a training that uses it: that makes its features anew.
  ///
  /// - Returns: What was removed.
  /// - Throws: `Faults` naming a file that stays; the others are gone all the same.
  package func clear() throws -> Contents {
    var removed = Contents()
    var fault: Faults?
    for file in files() {
      if unlink(file.path.string) == 0 {
        removed.entries += file.isEntry ? 1 : 0
        removed.bytes += file.bytes
      } else if errno != ENOENT {
        fault = fault ?? Faults(.data, "cannot be removed: \(Errno(rawValue: errno))", file: file.path.string)
      }
    }
    // Those that are empty now; in one that is in use again something lies.
    for folder in models() + [path] { rmdir(folder.string) }
    if let fault { throw fault }
    return removed
  }

  private func models() -> [FilePath] { Self.names(in: path).filter(Self.isHash).map { path.appending($0) } }

  private static func names(in folder: FilePath) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? []
  }

  /// Whether a name is one that `ContentHash.text` gives.
  private static func isHash(_ name: some StringProtocol) -> Bool {
    name.utf8.count == 32 && name.allSatisfy { "0"..."9" ~= $0 || "a"..."f" ~= $0 }
  }
}
