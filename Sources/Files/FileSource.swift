import Foundation
import SystemPackage

/// Where files that belong together are read from: a folder, or the program itself.
package enum FileSource: Sendable {
  case folder(FilePath)
  case program(ProgramFiles)

  /// As messages name it.
  package var path: FilePath {
    switch self {
    case .folder(let path): path
    case .program(let files): FilePath(files.name)
    }
  }

  /// Whether there is a file of that name.
  package func has(_ name: String) -> Bool {
    switch self {
    case .folder(let path): FileManager.default.fileExists(atPath: path.appending(name).string)
    case .program(let files): files[name] != nil
    }
  }
}

/// Files that are part of the program: bytes that are there as long as it runs and are never written.
package struct ProgramFiles: Sendable {
  /// What messages call the folder that they would lie in.
  package let name: String
  private let files: [String: File]

  /// Immutable memory may cross threads; its pointer does not say so.
  private struct File: @unchecked Sendable { let bytes: UnsafeRawBufferPointer }

  /// - Parameter files: each with bytes that outlive every use.
  package init(name: String, _ files: [String: UnsafeRawBufferPointer]) {
    self.name = name
    self.files = files.mapValues { File(bytes: $0) }
  }

  /// The bytes of a file; nil when there is none of that name.
  package subscript(name: String) -> UnsafeRawBufferPointer? { files[name]?.bytes }
}
