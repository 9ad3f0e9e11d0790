import Essentials
import Foundation
import Images
import SystemPackage

/// Looks at the images of a split, at each once however many samples it has.
struct ImageInspector {
  /// What is known of an image.
  enum Finding {
    /// Its size in pixels and in bytes.
    case good(ImageSize, byteCount: Int)
    /// Why it cannot be used, and the name in the folder that may be meant when it is missing.
    case bad(ImageError.Fact, near: String?)
  }

  private let folder: FilePath
  private let scrutiny: DatasetReader.ImageScrutiny
  /// By the path, for it is bytes: two texts that mean the same letters may be two files.
  private var findings: [FilePath: Finding] = [:]
  /// The folder's names, read when the first image is missing.
  private var names: [String]?
  /// How many missing images may still be looked for under a similar name.
  private var searchesLeft = 20

  init(folder: FilePath, scrutiny: DatasetReader.ImageScrutiny) {
    self.folder = folder
    self.scrutiny = scrutiny
  }

  /// The file of an image: in the split's folder, unless the name is a path from the root.
  func path(of name: String) -> FilePath { folder.pushing(FilePath(name)) }

  /// Looks at the image `name`.
  mutating func inspect(_ name: String) -> Finding {
    // The system's names end at a NUL: with one the name would be another file's.
    guard !name.utf8.contains(0) else { return .bad(.missing, near: nil) }
    let path = path(of: name)
    if let known = findings[path] { return known }
    let finding = look(at: path, name)
    findings[path] = finding
    return finding
  }

  private mutating func look(at path: FilePath, _ name: String) -> Finding {
    do {
      let size =
        switch scrutiny {
        case .headers: try Image.size(of: path)
        case .pixels: try Image(contentsOf: path).size
        }
      var status = stat()
      return .good(size, byteCount: stat(path.string, &status) == 0 ? Int(status.st_size) : 0)
    } catch let error as ImageError {
      return .bad(error.fact, near: error.fact == .missing ? nearest(to: name) : nil)
    } catch {
      return .bad(.unreadable("\(error)"), near: nil)
    }
  }

  private mutating func nearest(to name: String) -> String? {
    guard searchesLeft > 0 else { return nil }
    searchesLeft -= 1
    let known = names ?? Folder.searchedNames(in: folder)
    names = known
    return nearestName(to: name, in: known.lazy.filter { !$0.utf8.elementsEqual(name.utf8) })
  }
}

extension ImageInspector {
  /// Looks at the image in a file, wherever it lies.
  ///
  /// - Parameter inspectors: one for each folder, made when it is first needed.
  static func inspect(
    _ image: FilePath, with inspectors: inout [FilePath: ImageInspector], _ scrutiny: DatasetReader.ImageScrutiny
  ) -> Finding {
    let folder = image.removingLastComponent()
    var inspector = inspectors.removeValue(forKey: folder) ?? ImageInspector(folder: folder, scrutiny: scrutiny)
    defer { inspectors[folder] = inspector }
    return inspector.inspect(image.lastComponent?.string ?? "")
  }
}
