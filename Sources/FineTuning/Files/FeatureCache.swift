import Essentials
import Foundation
import Synchronization
import SystemPackage
import Tensors

/// The image features of every sample, kept in a file without a name: computed once when the vision tower is frozen, however many there are.
final class FeatureCache: Sendable {
  private let file: FileDescriptor
  private let shape: [Int]
  private let known = Mutex<Set<Int>>([])

  /// - Parameters:
  ///   - folder: where the file's bytes lie; they vanish with the program.
  ///   - shape: of one sample's features.
  init(in folder: FilePath, shape: [Int]) throws {
    self.shape = shape
    var template = Array(folder.appending(".features.XXXXXX").string.utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw Faults(.data, "cannot keep image features: \(Errno(rawValue: errno))", file: folder.string) }
    unlink(template)
    file = FileDescriptor(rawValue: descriptor)
  }

  deinit { try? file.close() }

  private var bytes: Int { shape.elementCount * MemoryLayout<Float>.size }

  /// Whether the features of a sample are there.
  var knows: @Sendable (Int) -> Bool { { index in self.known.withLock { $0.contains(index) } } }

  /// Reads the features of sample `index`; false when they were never stored.
  func read(_ index: Int, into target: UnsafeMutablePointer<Float>) throws -> Bool {
    guard knows(index) else { return false }
    let buffer = UnsafeMutableRawBufferPointer(start: target, count: bytes)
    var read = 0
    while read < bytes {
      let count = try file.read(fromAbsoluteOffset: Int64(index * bytes + read), into: .init(rebasing: buffer[read...]))
      guard count > 0 else { throw Faults(.internal, "the file of image features ends early") }
      read += count
    }
    return true
  }

  /// Stores the features of sample `index`.
  ///
  /// - Throws: `Faults` when the disk is full.
  func store(_ features: UnsafePointer<Float>, of index: Int) throws {
    do {
      try file.writeAll(toAbsoluteOffset: Int64(index * bytes), UnsafeRawBufferPointer(start: features, count: bytes))
    } catch let reason as Errno {
      throw Faults(
        .data, "cannot keep image features: \(reason)",
        hint: "free \(bytes) bytes a sample where temporary files lie (TMPDIR, or /var/tmp), or train without freeze_vision")
    }
    _ = known.withLock { $0.insert(index) }
  }
}
