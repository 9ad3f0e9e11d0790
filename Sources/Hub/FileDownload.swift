import Essentials
import Foundation
import SystemPackage

/// Brings one file into the cache: on with what has arrived before, checked, and whole or not at all.
struct FileDownload {
  let file: RemoteFile
  /// Into whose folder.
  let commit: String
  let storage: HubStorage
  let client: HubClient
  /// Told of the bytes that are there.
  let onProgress: (Int) -> Void
  let onEvent: (HubEvent) -> Void

  private static let attempts = 5
  /// What a connection must bring to be worth another attempt without end.
  private static let progress = 1 << 14

  /// Bytes that it may have: settings and tokenizers are read whole, and larger ones are refused then.
  private var limit: Int { file.name.hasSuffix(".json") || file.name.hasSuffix(".txt") ? 64 << 20 : .max }

  private var tooLarge: Faults {
    Faults(
      .data, "\(file.name) has more than \(limit >> 20) MiB, which no such file has", hint: "it is another model's, or the hub is none")
  }

  /// - Returns: whether its contents had to be fetched: false when they are there.
  /// - Throws: `HubFailure`, `Faults`, `Errno`, `Stopped`.
  func run() throws -> Bool {
    let lock = try FileLock(storage.lock(file.tag), stop: client.stop) { onEvent(.waiting(file: file.name)) }
    defer { withExtendedLifetime(lock) {} }
    // Whoever held the lock may have brought it.
    guard !storage.has(file.name, commit) else { return false }
    let isNew = !isThere(storage.blob(file.tag))
    if isNew {
      try fetch()
    } else {
      // Another program went its own way to the contents.
      unlink(storage.incomplete(file.tag).string)
    }
    try storage.place(file.name, commit, contents: file.tag, areNew: isNew)
    return isNew
  }

  /// Fetches the contents.
  private func fetch() throws {
    let path = storage.incomplete(file.tag)
    let incomplete = try FileDescriptor.open(
      path, .readWrite, options: [.create, .closeOnExec], permissions: FilePermissions(rawValue: 0o666))
    try incomplete.closeAfter {
      var isResumed = try Self.size(incomplete) > 0
      while true {
        try fill(incomplete)
        onEvent(.checking(file: file.name))
        let size = try Self.size(incomplete)
        if try Checksum(tag: file.tag).fits(incomplete, size: size, stop: client.stop) { break }
        try Self.cut(incomplete, to: 0)
        // What had arrived before may have been the fault.
        guard isResumed else {
          unlink(path.string)
          throw Faults(
            .data, "\(file.name) arrived with other contents than the hub says it has; it was thrown away",
            hint: "try again; if it stays so, something between here and the hub changes what it sends")
        }
        isResumed = false
      }
      while fsync(incomplete.rawValue) != 0 {
        guard errno == EINTR else { throw Errno(rawValue: errno) }
      }
      guard rename(path.string, storage.blob(file.tag).string) == 0 else { throw Errno(rawValue: errno) }
    }
  }

  /// Whether the contents are there in their whole length.
  private func isThere(_ blob: FilePath) -> Bool {
    var status = stat()
    guard stat(blob.string, &status) == 0 else { return false }
    return file.size == nil || Int(status.st_size) == file.size
  }

  /// Fetches until the file has its whole length.
  private func fill(_ incomplete: FileDescriptor) throws {
    var arrived = try Self.size(incomplete)
    if let size = file.size, arrived > size {
      try Self.cut(incomplete, to: 0)
      arrived = 0
    }
    onProgress(arrived)
    if let size = file.size {
      if arrived == size { return }
      guard size <= limit else { throw tooLarge }
      try checkRoom(for: size - arrived)
    }
    var failures = 0
    while true {
      let before = arrived
      do {
        try client.contents(file, from: arrived) { start in
          if start != arrived { try Self.cut(incomplete, to: start) }
          arrived = start
        } onBytes: { piece in
          if let size = file.size, arrived + piece.count > size {
            try Self.cut(incomplete, to: 0)
            throw Faults(.data, "\(file.name) has more than the \(size) bytes that the hub says it has", hint: "try again later")
          }
          if file.size == nil {
            guard arrived + piece.count <= limit else {
              try Self.cut(incomplete, to: 0)
              throw tooLarge
            }
            try checkRoom(for: piece.count)
          }
          try piece.withUnsafeBytes { _ = try incomplete.writeAll(toAbsoluteOffset: Int64(arrived), $0) }
          arrived += piece.count
          onProgress(arrived)
        }
        guard let size = file.size, arrived < size else { return }
        throw HubFailure.unreachable("the connection ended after \(arrived) of \(size) bytes")
      } catch let failure as HubFailure where failure.isPassing {
        failures = arrived - before >= Self.progress ? 1 : failures + 1
        guard failures < Self.attempts else { throw failure }
        try client.pause(after: failure, failures)
      }
    }
  }

  private func checkRoom(for bytes: Int) throws {
    var status = statvfs()
    guard statvfs(storage.folder.string, &status) == 0 else { return }
    let free = Int(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
    guard free < bytes else { return }
    throw Faults(
      .data, "\(file.name) needs \((bytes + 999_999) / 1_000_000) MB, and the disk has \(free / 1_000_000) MB left",
      file: storage.cache.string, hint: HubStorage.fullDiskHint)
  }

  private static func size(_ file: FileDescriptor) throws -> Int {
    var status = stat()
    guard fstat(file.rawValue, &status) == 0 else { throw Errno(rawValue: errno) }
    return Int(status.st_size)
  }

  private static func cut(_ file: FileDescriptor, to size: Int) throws {
    guard ftruncate(file.rawValue, size) == 0 else { throw Errno(rawValue: errno) }
  }
}
