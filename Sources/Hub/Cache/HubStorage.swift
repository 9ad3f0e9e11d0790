import Essentials
import Files
import Foundation
import SystemPackage

/// A repository's folder in the cache, laid out as huggingface_hub does: `blobs` has the contents by their tags, `snapshots` a folder for
/// each commit with links to them, `refs` the commit of each branch.
struct HubStorage {
  /// Of all repositories.
  let cache: FilePath
  let repository: RepositoryID
  /// Whether a commit's folder has links; else it has the contents themselves, as where a file system knows no links.
  let usesLinks: Bool

  /// The repository's.
  var folder: FilePath { cache.appending(repository.folder) }

  func snapshot(_ commit: String) -> FilePath { folder.appending("snapshots").appending(commit) }

  func blob(_ tag: String) -> FilePath { folder.appending("blobs").appending(tag) }

  /// What has arrived of contents so far.
  func incomplete(_ tag: String) -> FilePath { folder.appending("blobs").appending(tag + ".incomplete") }

  /// Held while contents arrive.
  func lock(_ tag: String) -> FilePath { cache.appending(".locks").appending(repository.folder).appending(tag + ".lock") }

  private func reference(_ revision: String) -> FilePath { folder.appending("refs").pushing(FilePath(revision)) }

  /// Whether a text is a whole commit's name.
  static func isCommit(_ revision: String) -> Bool {
    revision.utf8.count == 40 && revision.allSatisfy { "0123456789abcdef".contains($0) }
  }

  /// The commit that a branch, tag or commit was when it was last looked up; nil when it never was.
  func commit(_ revision: String) -> String? {
    if Self.isCommit(revision) { return revision }
    guard let bytes = FileManager.default.contents(atPath: reference(revision).string) else { return nil }
    let commit = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    return Self.isCommit(commit) ? commit : nil
  }

  /// The names of a commit's files that are there; links to nothing do not count.
  func names(_ commit: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: snapshot(commit).string)) ?? []
    return names.filter { has($0, commit) }.sorted()
  }

  func has(_ name: String, _ commit: String) -> Bool {
    FileManager.default.fileExists(atPath: snapshot(commit).appending(name).string)
  }

  /// Remembers what a branch is.
  ///
  /// - Throws: `Faults`.
  func remember(_ revision: String, is commit: String) throws {
    guard revision != commit, self.commit(revision) != commit else { return }
    let path = reference(revision)
    try Self.make(path.removingLastComponent())
    try AtomicFile.write(Array(commit.utf8), to: path)
  }

  /// Makes the folders for a commit and the mark by which backups leave the cache out.
  ///
  /// - Throws: `Faults`.
  func prepare(_ commit: String) throws {
    for path in [folder.appending("blobs"), snapshot(commit), lock("x").removingLastComponent()] { try Self.make(path) }
    let mark = cache.appending("CACHEDIR.TAG")
    guard !FileManager.default.fileExists(atPath: mark.string) else { return }
    let text = """
      Signature: 8a477f597d28d172789f06886806bc55
      # This file is a cache directory tag created by huggingface_hub.
      # For information about cache directory tags, see:
      #\thttps://bford.info/cachedir/

      """
    try AtomicFile.write(Array(text.utf8), to: mark)
  }

  /// Puts contents into a commit's folder.
  ///
  /// - Parameter areNew: whether they have come just now, so that no other folder has them.
  /// - Throws: `Errno`, `Faults`.
  func place(_ name: String, _ commit: String, contents tag: String, areNew: Bool) throws {
    let place = snapshot(commit).appending(name)
    if usesLinks {
      let temporary = snapshot(commit).appending(".\(String(UInt64.random(in: 0 ... .max), radix: 36)).tmp")
      if symlink("../../blobs/\(tag)", temporary.string) == 0 {
        guard rename(temporary.string, place.string) == 0 else {
          let reason = Errno(rawValue: errno)
          unlink(temporary.string)
          throw reason
        }
        return
      }
      guard [EPERM, ENOTSUP, ENOSYS].contains(errno) else { throw Errno(rawValue: errno) }
    }
    // Without links the contents themselves take the place. Others may have links to what was there before.
    if areNew {
      guard rename(blob(tag).string, place.string) == 0 else { throw Errno(rawValue: errno) }
    } else {
      guard let contents = try? Data(contentsOf: URL(fileURLWithPath: blob(tag).string), options: .mappedIfSafe) else {
        throw Errno.noSuchFileOrDirectory
      }
      try AtomicFile.write(contents, to: place)
    }
  }

  /// Makes a folder where there is none.
  private static func make(_ path: FilePath) throws {
    do throws(Errno) {
      try NewFolder.make(path)
    } catch {
      if path.isFolder { return }
      throw Faults(.data, "cannot be made: \(error)", file: path.string, hint: hint(for: error))
    }
  }

  static let fullDiskHint = "free some space, or set cache_dir to a folder on another disk"

  /// What to do when something cannot be written.
  static func hint(for reason: Errno) -> String {
    [.noSpace, .diskQuotaExceeded].contains(reason)
      ? fullDiskHint : "set cache_dir, or HF_HUB_CACHE, to a folder that can be written"
  }
}
