import Essentials
import Foundation

/// Where recipes are read from.
package struct SourceLoader: Sendable {
  private let read: @Sendable (_ path: String) throws -> [UInt8]
  /// What a file is known by: equal for two paths of one file.
  let identity: @Sendable (_ path: String) -> String

  package init(read: @escaping @Sendable (String) throws -> [UInt8], identity: @escaping @Sendable (String) -> String = { $0 }) {
    self.read = read
    self.identity = identity
  }

  /// Files of the system.
  package static let files = SourceLoader(read: readFile) { path in
    URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
  }

  /// Has no files.
  package static let nothing = SourceLoader { path in throw Faults(.data, "\(path): there are no files here") }

  /// A recipe. What is larger than 16 MiB is none.
  ///
  /// - Throws: `Faults` that name the path.
  package func load(_ path: String) throws -> SourceText {
    try SourceText(bytes: read(path), name: path)
  }

  /// `path` as seen from the folder of the recipe `file`.
  func resolve(_ path: String, from file: String?) -> String {
    guard !path.hasPrefix("/"), let file, let slash = file.lastIndex(of: "/") else { return path }
    return file[...slash] + path
  }

  private static let sizeLimit = 1 << 24

  @Sendable private static func readFile(_ path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Faults(.data, "cannot read \(path): \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw Faults(.data, "\(path) is a folder, not a recipe")
    }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Foundation.read(descriptor, &buffer, buffer.count)
      guard count >= 0 else { throw Faults(.data, "cannot read \(path): \(String(cString: strerror(errno)))") }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
      if bytes.count > sizeLimit { throw Faults(.data, "\(path) is larger than \(sizeLimit >> 20) MiB, so it is no recipe") }
    }
  }
}
