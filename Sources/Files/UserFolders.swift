import Essentials
import Foundation
import SystemPackage

/// Where the user's own files are kept, by the XDG Base Directory Specification: an address that is not absolute counts as none.
///
/// Source: https://specifications.freedesktop.org/basedir-spec/latest.
package struct UserFolders: Sendable {
  private let environment: [String: String]

  /// - Parameter environment: the variables that say it.
  package init(environment: [String: String] = ProcessInfo.processInfo.environment) { self.environment = environment }

  /// What can be made again: `$XDG_CACHE_HOME`, else `~/.cache`.
  ///
  /// - Throws: `Faults` when there is no home folder either.
  package var caches: FilePath { get throws(Faults) { try folder("XDG_CACHE_HOME", else: ".cache") } }

  /// What lives from one start to the next, and is no document of the user's: `$XDG_STATE_HOME`, else `~/.local/state`.
  ///
  /// - Throws: `Faults` when there is no home folder either.
  package var state: FilePath { get throws(Faults) { try folder("XDG_STATE_HOME", else: ".local/state") } }

  /// `$HOME`, else the folder that the system's list of users has for whoever runs the program.
  ///
  /// - Throws: `Faults` when neither says one.
  package var home: FilePath {
    get throws(Faults) {
      if let home = absolute("HOME") ?? Self.registeredHome().map({ FilePath($0) }) { return home }
      throw Faults(
        .data, "there is no home folder: HOME is not set, and the list of users has none for user \(getuid())",
        hint: "set HOME to a folder that can be written")
    }
  }

  /// A path that is typed: `~` before its first slash stands for the home folder. Where there is none, and for `~USER`, it stays as it is.
  package func expanded(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home = try? home else { return path }
    return (home == "/" && path != "~" ? "" : home.string) + path.dropFirst()
  }

  /// What the system's list of users has for one.
  ///
  /// - Parameter user: nil: whoever runs the program.
  /// - Returns: As it stands there; nil for a user that is not there, or has none.
  package static func registeredHome(of user: String? = nil) -> String? {
    var (entry, found): (passwd, UnsafeMutablePointer<passwd>?) = (passwd(), nil)
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1 << 16) { texts in
      guard let start = texts.baseAddress else { return nil }
      let status =
        if let user {
          getpwnam_r(user, &entry, start, texts.count, &found)
        } else {
          getpwuid_r(getuid(), &entry, start, texts.count, &found)
        }
      guard status == 0, found != nil, let folder = entry.pw_dir, folder.pointee != 0 else { return nil }
      return String(cString: folder)
    }
  }

  private func folder(_ variable: String, else standard: String) throws(Faults) -> FilePath {
    if let folder = absolute(variable) { return folder }
    return try home.pushing(FilePath(standard))
  }

  private func absolute(_ variable: String) -> FilePath? {
    environment[variable].map { FilePath($0) }.flatMap { $0.isAbsolute ? $0 : nil }
  }
}
