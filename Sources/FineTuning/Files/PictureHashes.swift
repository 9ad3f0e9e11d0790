import Files
import Foundation
import Images
import Synchronization
import SystemPackage

/// The hashes of pictures, each file read once for as long as it stays as it is. May be asked on any thread.
final class PictureHashes: Sendable {
  private let known = Mutex<[FilePath: (stamp: FileStamp, hash: ContentHash)]>([:])

  /// The hash of a picture's bytes; of a decoded one's size and pixels; nil when its file cannot be read, or changes meanwhile.
  func hash(of picture: ImageSource) -> ContentHash? {
    switch picture {
    case .file(let path): hash(of: path)
    case .encoded(let bytes, _): ContentHash(contents: bytes)
    case .pixels(let image, _):
      ContentHash([ContentHash("\(image.width) x \(image.height) pixels"), ContentHash(contents: image.pixels)])
    }
  }

  private func hash(of path: FilePath) -> ContentHash? {
    guard let stamp = FileStamp(path) else { return nil }
    if let known = known.withLock({ $0[path] }), known.stamp == stamp { return known.hash }
    // Without blocking: opening a pipe would wait for a writer.
    guard let file = try? FileDescriptor.open(path, .readOnly, options: [.nonBlocking, .closeOnExec]) else { return nil }
    defer { try? file.close() }
    guard let hash = try? ContentHash(contentsOf: file), FileStamp(path) == stamp else { return nil }
    known.withLock { $0[path] = (stamp, hash) }
    return hash
  }
}

/// What changes along with a regular file's contents.
private struct FileStamp: Equatable {
  private let device, file, size, seconds, nanoseconds: Int

  init?(_ path: FilePath) {
    var status = stat()
    guard stat(path.string, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    device = Int(truncatingIfNeeded: status.st_dev)
    file = Int(truncatingIfNeeded: status.st_ino)
    size = Int(status.st_size)
    (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
  }
}
