import Essentials
import SystemPackage

/// The small text that Git leaves in a file's place as long as Git LFS has not fetched the file itself.
package enum GitLFSPointer {
  /// As messages call one.
  package static let name = "a Git LFS pointer"
  /// What to do about one.
  package static let remedy = "fetch the real file with `git lfs pull`"
  private static let beginning = "version https://git-lfs"

  /// Whether a file that begins with `bytes` is one.
  package static func begins(_ bytes: some Sequence<UInt8>) -> Bool { bytes.starts(with: beginning.utf8) }

  /// What is said where the file itself is wanted.
  package static func fault(in file: FilePath) -> Diagnostic {
    Diagnostic(.data, "is \(name), not the file itself", file: file.string, hint: remedy)
  }
}
