import Files
import Foundation
import SystemPackage

/// Finds files of the same bytes.
enum SameContents {
  /// The files in groups of the same contents, in the order of each group's first. Only files of the same length are read.
  ///
  /// - Parameter mayBeAlike: whether of files of the same length it matters which have the same contents.
  static func groups(of files: [FilePath], where mayBeAlike: ([FilePath]) -> Bool = { _ in true }) -> [[FilePath]] {
    var keys: [FilePath: String] = [:]
    for (length, alike) in Dictionary(grouping: files, by: length) where alike.count > 1 && mayBeAlike(alike) {
      guard let length else { continue }
      for file in alike { keys[file] = digest(of: file).map { "\(length) \($0)" } }
    }
    var groups: [[FilePath]] = []
    var positions: [String: Int] = [:]
    for file in files {
      guard let key = keys[file] else {
        groups.append([file])
        continue
      }
      if let position = positions[key] {
        groups[position].append(file)
      } else {
        positions[key] = groups.count
        groups.append([file])
      }
    }
    return groups
  }

  private static func length(of file: FilePath) -> Int? {
    var status = stat()
    return stat(file.string, &status) == 0 ? Int(status.st_size) : nil
  }

  private static func digest(of file: FilePath) -> String? {
    guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: file.string), options: .mappedIfSafe) else { return nil }
    var digest = FNV1a()
    bytes.withUnsafeBytes { digest.combine($0) }
    return digest.text
  }
}
