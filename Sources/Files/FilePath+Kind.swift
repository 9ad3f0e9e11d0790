import Essentials
import Foundation
import SystemPackage

extension FilePath {
  /// Whether a folder is there; links are followed.
  package var isFolder: Bool { kind == S_IFDIR }

  /// Whether something is there that is no folder: a file, a pipe, a device; links are followed.
  package var isFile: Bool { kind.map { $0 != S_IFDIR } ?? false }

  /// - Throws: `Faults` when no folder is there: nothing at all, or a file, whose folder is named then.
  package func requireFolder() throws(Faults) {
    if isFolder { return }
    guard isFile else { throw Faults(.data, "there is no such folder", file: string) }
    let parent = removingLastComponent()
    throw Faults(.data, "is a file, no folder", file: string, hint: "did you mean its folder, \(parent.isEmpty ? "." : parent)?")
  }

  /// Whether both paths lead to one file or folder that exists.
  package func isSameFile(as other: FilePath) -> Bool {
    guard let own = status(of: self), let its = status(of: other) else { return false }
    return own.st_dev == its.st_dev && own.st_ino == its.st_ino
  }

  private var kind: mode_t? { status(of: self).map { $0.st_mode & S_IFMT } }
}

/// Of what a path leads to; nil where nothing is.
private func status(of path: FilePath) -> stat? {
  var status = stat()
  return stat(path.string, &status) == 0 ? status : nil
}
