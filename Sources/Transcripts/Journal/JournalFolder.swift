import Essentials
import Files
import Foundation
import SystemPackage

/// Where sessions are kept while they live: a folder each, locked by the process whose session it is.
package struct JournalFolder {
  package let path: FilePath

  package var log: FilePath { path.appending("journal.jsonl") }
  private var lockFile: FilePath { path.appending("lock") }

  /// `$XDG_STATE_HOME/maestro/sessions`, or the same in `~/.local/state`.
  ///
  /// - Throws: `Faults` when there is no home folder.
  package static var sessions: FilePath { get throws { try UserFolders().state.appending("maestro").appending("sessions") } }

  /// A new folder, locked.
  package static func make(in sessions: FilePath) throws -> (folder: JournalFolder, lock: Lock) {
    let name = "\(Int(Date.now.timeIntervalSince1970))-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    let folder = JournalFolder(path: sessions.appending(name))
    try FileManager.default.createDirectory(
      atPath: folder.path.string, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    guard let lock = folder.lock(creating: true) else { throw Faults(.data, "cannot be locked", file: folder.path.string) }
    return (folder, lock)
  }

  /// All folders, the newest first.
  package static func all(in sessions: FilePath) -> [JournalFolder] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: sessions.string)) ?? []
    return names.filter { $0.first?.isNumber == true }.sorted { $0.localizedStandardCompare($1) == .orderedDescending }
      .map { JournalFolder(path: sessions.appending($0)) }
  }

  /// Nil while another session holds it, and when there is nothing to lock.
  package func lock(creating: Bool = false) -> Lock? {
    let descriptor = open(lockFile.string, O_RDWR | O_CLOEXEC | (creating ? O_CREAT : 0), 0o600)
    guard descriptor >= 0 else { return nil }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      return nil
    }
    return Lock(descriptor)
  }

  package func remove() { try? FileManager.default.removeItem(atPath: path.string) }

  /// When something was last written.
  private var date: Date {
    ((try? FileManager.default.attributesOfItem(atPath: log.string))?[.modificationDate] as? Date) ?? .distantPast
  }

  /// Removes dead sessions, all but the newest few of the last days.
  package static func prune(_ sessions: FilePath, keeping count: Int = 5, days: Double = 30) {
    var kept = 0
    for folder in all(in: sessions) {
      guard let lock = folder.lock() else { continue }
      kept += 1
      if kept > count || folder.date.timeIntervalSinceNow < -days * 86400 { folder.remove() }
      lock.release()
    }
  }

  /// Held by the process whose session it is; the system lets go of it when that ends, however it ends.
  package final class Lock {
    private var descriptor: Int32?

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    package func release() {
      if let descriptor { close(descriptor) }
      descriptor = nil
    }

    deinit { release() }
  }
}
