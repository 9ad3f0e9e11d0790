/// A picture that a command drew.
package struct Picture: Sendable, Hashable {
  /// What a file of it holds.
  package let bytes: [UInt8]
  /// The file that was written; nil when none was asked for.
  package let path: String?

  package init(bytes: [UInt8], path: String?) {
    self.bytes = bytes
    self.path = path
  }

  /// Whether the bytes are a PNG file's, which terminals and notebooks show as they are.
  package var isPNG: Bool { bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) }
}
