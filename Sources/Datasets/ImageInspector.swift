import Essentials
import Foundation
import Images
import SystemPackage

/// Looks at images, at each once however many samples it has.
///
/// Whoever knows which come next says so by `lookAhead`: where they are decoded, that is done on all cores. What is found does not depend on it.
struct ImageInspector {
  /// What is known of an image.
  enum Outcome: Sendable {
    /// Its size in pixels and in bytes.
    case good(ImageSize, byteCount: Int)
    /// Why it cannot be used, and the name in the folder that may be meant when it is missing.
    case bad(ImageError.Fact, near: String?)
  }

  private let scrutiny: DatasetReader.ImageScrutiny
  /// Files by their paths, which are bytes: two texts that mean the same letters may be two files.
  private var outcomes: [ImageSource: Outcome] = [:]
  /// The names in folders where an image is missing.
  private var names: [FilePath: [String]] = [:]
  /// How many missing images of a folder may still be looked for under a similar name.
  private var searchesLeft: [FilePath: Int] = [:]
  private static let searches = 20

  /// How many images it is worth knowing before.
  let reach: Int

  init(scrutiny: DatasetReader.ImageScrutiny) {
    self.scrutiny = scrutiny
    reach = scrutiny == .pixels ? 16 * Processors.count : 1
  }

  /// Looks at images that will be inspected.
  ///
  /// - Throws: `Stopped`.
  mutating func lookAhead(at images: some Sequence<ImageSource>, _ stop: StopToken) throws {
    guard scrutiny == .pixels else { return }
    var seen: Set<ImageSource> = []
    let new = images.filter { outcomes[$0] == nil && seen.insert($0).inserted }
    let found = try parallelMap(new.count) { [scrutiny] index in
      try stop.check()
      return Self.look(at: new[index], scrutiny)
    }
    for (image, outcome) in zip(new, found) {
      // One that is missing is looked for by its name, in its turn.
      if case .bad(.missing, _) = outcome { continue }
      outcomes[image] = outcome
    }
  }

  /// Looks at an image, wherever it is.
  mutating func inspect(_ image: ImageSource) -> Outcome {
    inspect(image, called: image.lastName, in: image.file?.removingLastComponent() ?? "")
  }

  /// Looks at the picture that annotations call `name`.
  mutating func inspect(_ name: String, by search: PictureSearch) -> Outcome {
    guard let image = search.fileOrLikely(name) else { return .bad(.missing, near: nil) }
    return inspect(.file(image), called: name, in: search.folders.first ?? "")
  }

  /// Looks at a picture of which annotations may say another name than its file has.
  mutating func inspect(_ picture: AnnotatedPicture) -> Outcome {
    var folder = picture.image.removingLastComponent()
    while !folder.isFolder, !folder.isEmpty, folder != folder.removingLastComponent() { folder = folder.removingLastComponent() }
    return inspect(.file(picture.image), called: picture.name, in: folder)
  }

  private mutating func inspect(_ image: ImageSource, called name: String, in folder: FilePath) -> Outcome {
    if let known = outcomes[image] { return known }
    var outcome = Self.look(at: image, scrutiny)
    if case .bad(.missing, _) = outcome { outcome = .bad(.missing, near: nearest(to: name, in: folder)) }
    outcomes[image] = outcome
    return outcome
  }

  private static func look(at image: ImageSource, _ scrutiny: DatasetReader.ImageScrutiny) -> Outcome {
    do {
      let size =
        switch scrutiny {
        case .headers: try Image.size(of: image)
        case .pixels: try Image(contentsOf: image).size
        }
      return .good(size, byteCount: byteCount(of: image))
    } catch let error as ImageError {
      return .bad(error.fact, near: nil)
    } catch {
      return .bad(.unreadable("\(error)"), near: nil)
    }
  }

  private static func byteCount(of image: ImageSource) -> Int {
    if let bytes = image.bytesInMemory { return bytes.count }
    var status = stat()
    return stat(image.name, &status) == 0 ? Int(status.st_size) : 0
  }

  /// The name in the folder that is nearest to one that is missing, or to what stands behind its folders.
  private mutating func nearest(to name: String, in folder: FilePath) -> String? {
    let left = searchesLeft[folder] ?? Self.searches
    guard left > 0 else { return nil }
    searchesLeft[folder] = left - 1
    let known = names[folder] ?? Folder.searchedNames(in: folder)
    names[folder] = known
    let last = PictureSearch.lastName(of: name)
    if last != name, known.contains(last) { return last }
    return nearestName(to: last, in: known.lazy.filter { !$0.utf8.elementsEqual(name.utf8) })
  }
}
