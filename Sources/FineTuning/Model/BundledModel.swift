import CBundledModel
import Files

extension LoadedModel {
  /// The name of the small trained model that is part of the program.
  public static let bundled = "nano"

  /// Its files. They are in the program's own bytes, so that it finds them wherever it is moved to.
  static let bundledFiles = ProgramFiles(
    name: bundled,
    Dictionary(
      uniqueKeysWithValues: (0..<bundled_file_count()).map { index in
        let file = bundled_file_at(index)
        return (String(cString: file.name), UnsafeRawBufferPointer(start: file.bytes, count: file.length))
      }))

  /// Bytes that it adds to the program.
  static var bundledBytes: Int { (0..<bundled_file_count()).reduce(0) { $0 + bundled_file_at($1).length } }
}
