import Foundation
import SystemPackage

extension FeatureCache {
  /// How much the folder of all image features may take.
  package struct Limits: Sendable {
    /// Bytes of all files together: 20 GB, more than eleven thousand pictures of the base model at 768 pixels.
    package var bytes = 20_000_000_000
    /// Bytes of the disk that stay free, for checkpoints above all; nil: a twentieth of the disk, 2 GB at most.
    package var reserve: Int?

    package init() {}
  }
}

/// Keeps the folder of image features from growing without end: for a new file those make way that were used longest ago.
///
/// What was used since the bound was made stays. A training that goes through more pictures than there is room for would otherwise remove
/// each one's features just before it comes to them again, and gain nothing from epoch to epoch.
struct FeatureBound {
  /// Why there is no room.
  enum Shortage {
    /// All that the folder may hold is in use.
    case limit
    /// The disk is nearly full.
    case disk
  }

  let folder: FeatureFolder
  let limits: FeatureCache.Limits
  /// In nanoseconds since 1970, a little early: file systems have times of two seconds at worst.
  private let began = Int((Date.now.timeIntervalSince1970 - 2) * 1e9)
  /// Bytes in the folder, but for what others added since it was looked through.
  private var total = 0
  /// Bytes added since it was looked through; nil before the first time.
  private var added: Int?

  init(_ folder: FeatureFolder, _ limits: FeatureCache.Limits) {
    self.folder = folder
    self.limits = limits
  }

  /// Makes room for a file of so many bytes.
  ///
  /// - Returns: nil when there is room.
  mutating func makeRoom(for bytes: Int) -> Shortage? {
    // Looked through from time to time, for other programs may write there too.
    if let added, added + bytes <= slack, excess(bytes) == nil {
      total += bytes
      self.added = added + bytes
      return nil
    }
    let files = folder.files()
    total = files.reduce(0) { $0 + $1.bytes }
    added = 0
    if let excess = excess(bytes) {
      var freed = 0
      for file in files.filter({ $0.lastUse < began }).sorted(by: { $0.lastUse < $1.lastUse }) {
        // A little more than needed, so that not every new file asks for a look through all.
        if freed >= excess.bytes + slack { break }
        if unlink(file.path.string) == 0 { freed += file.bytes }
      }
      total -= freed
      if freed < excess.bytes { return excess.shortage }
    }
    total += bytes
    added = bytes
    return nil
  }

  private var slack: Int { limits.bytes / 20 }

  /// How many bytes too much a file of `bytes` would be; nil when there is room.
  private func excess(_ bytes: Int) -> (bytes: Int, shortage: Shortage)? {
    let overLimit = total + bytes - limits.bytes
    if overLimit > 0 { return (overLimit, .limit) }
    guard let disk = Disk(of: folder.path) else { return nil }
    let overDisk = bytes - (disk.free - (limits.reserve ?? min(disk.bytes / 20, 2_000_000_000)))
    return overDisk > 0 ? (overDisk, .disk) : nil
  }
}

/// The disk that a folder lies on, or will lie on.
private struct Disk {
  let bytes: Int
  /// For this user.
  let free: Int

  init?(of folder: FilePath) {
    var (path, status) = (folder, statvfs())
    while statvfs(path.isEmpty ? "." : path.string, &status) != 0 {
      guard errno == ENOENT, path.removeLastComponent() else { return nil }
    }
    bytes = Int(clamping: status.f_blocks) * Int(clamping: status.f_frsize)
    free = Int(clamping: status.f_bavail) * Int(clamping: status.f_frsize)
  }
}
