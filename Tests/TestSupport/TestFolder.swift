import Foundation
import SystemPackage

/// A folder for the length of a test.
public final class TestFolder: Sendable {
  /// Where it lies.
  public let path: FilePath

  /// An empty folder.
  public init() throws {
    path = FilePath(NSTemporaryDirectory()).appending("maestro-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path.string) }

  /// A path in the folder.
  public func appending(_ relative: String) -> FilePath { path.pushing(FilePath(relative)) }

  /// The bytes of the file at a path in the folder.
  public func bytes(_ relative: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: appending(relative).string)))
  }

  /// The names in the folder at a path in this one, in alphabetical order.
  public func names(_ relative: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: appending(relative).string).sorted()
  }
}
