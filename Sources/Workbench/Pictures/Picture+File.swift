import Images
import Script
import SystemPackage

extension Picture {
  /// An image in a file of its own.
  ///
  /// - Throws: what writing throws; an older file is then still whole.
  init(_ image: Image, writtenTo path: String) throws {
    self.init(bytes: try image.write(to: FilePath(path)), path: path)
  }
}
