import Files
import Foundation
import SystemPackage

/// The inputs of all sessions, an object a line, `{"text":"...","time":"..."}`. Several prompts may write to it at once: each entry is one
/// append, on disk before its command runs.
package struct HistoryFile {
  package let path: FilePath
  /// Different inputs kept when the file is rewritten.
  private let limit: Int
  /// Bytes from which on it is rewritten.
  private let rewriteSize: Int

  package init(path: FilePath, limit: Int = 2000, rewriteSize: Int = 2 << 20) {
    self.path = path
    self.limit = limit
    self.rewriteSize = rewriteSize
  }

  /// A longer input belongs into a file of its own.
  package static let longestInput = 100_000

  /// The user's own: `$XDG_STATE_HOME/maestro/history.jsonl`, else below `~/.local/state`; nil when there is no home.
  package static var standard: HistoryFile? {
    (try? UserFolders().state).map { HistoryFile(path: $0.appending("maestro").appending("history.jsonl")) }
  }

  private struct Entry: Codable {
    let time: String
    let text: String
  }

  /// The inputs, each once, where it was entered last; the newest is the last. What is no entry is passed over.
  package func inputs() -> [String] { unique(contents()).map(\.text) }

  /// Adds an input. What cannot be written is lost: that is no reason to bother whoever types.
  package func append(_ text: String) {
    guard text.utf8.count <= Self.longestInput else { return }
    let entry = Entry(time: Date.now.formatted(.iso8601), text: text)
    guard let line = try? EncodedJSON.bytes(of: entry), let file = locked() else { return }
    defer { try? file.close() }
    var bytes = line + [UInt8(ascii: "\n")]
    let size = (try? file.seek(offset: 0, from: .end)) ?? 0
    // A writer that was killed, or a full disk, may have left half a line.
    var last: UInt8 = UInt8(ascii: "\n")
    if size > 0 { _ = try? withUnsafeMutableBytes(of: &last) { try file.read(fromAbsoluteOffset: size - 1, into: $0) } }
    if last != UInt8(ascii: "\n") { bytes.insert(UInt8(ascii: "\n"), at: 0) }
    _ = try? bytes.withUnsafeBytes { try file.write($0) }
    if size > Int64(rewriteSize) { rewrite() }
  }

  /// The file, locked against other prompts as long as it is open; nil when it cannot be opened.
  private func locked() -> FileDescriptor? {
    let folder = path.removingLastComponent().string
    let isOwn: [FileAttributeKey: Any] = [.posixPermissions: 0o700]
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: isOwn)
    // Opened anew when another prompt has put a new file in the place of the one that was waited for.
    for _ in 0..<10 {
      guard
        let file = try? FileDescriptor.open(path, .readWrite, options: [.append, .create, .closeOnExec], permissions: [.ownerReadWrite])
      else { return nil }
      // Whoever is stopped while it holds the lock must not stop all others.
      for _ in 0..<100 where flock(file.rawValue, LOCK_EX | LOCK_NB) != 0 { usleep(10_000) }
      var (opened, present) = (stat(), stat())
      if fstat(file.rawValue, &opened) == 0, stat(path.string, &present) == 0, opened.st_ino == present.st_ino { return file }
      try? file.close()
    }
    return nil
  }

  private func contents() -> [Entry] {
    guard let data = FileManager.default.contents(atPath: path.string) else { return [] }
    let decoder = JSONDecoder()
    return data.split(separator: UInt8(ascii: "\n")).compactMap { try? decoder.decode(Entry.self, from: $0) }
  }

  private func unique(_ entries: [Entry]) -> [Entry] {
    var seen: Set<String> = []
    return entries.reversed().filter { seen.insert($0.text).inserted }.reversed()
  }

  /// Leaves the newest entries, each once. The lock is held.
  private func rewrite() {
    var kept: [[UInt8]] = []
    var size = 0
    for entry in unique(contents()).suffix(limit).reversed() {
      guard let line = try? EncodedJSON.bytes(of: entry) else { continue }
      size += line.count + 1
      if size > rewriteSize / 2 { break }
      kept.append(line)
    }
    let temporary = path.removingLastComponent().appending(".history-\(UInt64.random(in: 0 ... .max))")
    let lines = kept.reversed().reduce(into: Data()) { $0 += $1 + [UInt8(ascii: "\n")] }
    do {
      let file = try FileDescriptor.open(temporary, .writeOnly, options: [.create, .exclusiveCreate], permissions: [.ownerReadWrite])
      try file.closeAfter { _ = try file.writeAll(lines) }
      guard rename(temporary.string, path.string) == 0 else { throw Errno(rawValue: errno) }
    } catch {
      unlink(temporary.string)
    }
  }
}
