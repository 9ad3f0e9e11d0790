import Files
import Foundation

/// A path with `*`, `?` or `[...]` in it, as a shell has them; `~/` at its head is the home folder.
struct FilePattern {
  private let pattern: String

  init(_ pattern: String) { self.pattern = pattern }

  /// What is there and fits, folders aside, in the order of the scalars.
  ///
  /// - Throws: for a folder that is named without a pattern.
  func paths() throws(ValueFault) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    guard !pattern.utf8.contains(0), glob(UserFolders().expanded(pattern), GLOB_NOSORT | GLOB_MARK, nil, &found) == 0 else { return [] }
    let paths = (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
    if paths == [pattern] || paths == [pattern + "/"], paths[0].hasSuffix("/") {
      let folder = paths[0].dropLast()
      throw ValueFault("`files` needs a pattern, and \(folder) is a folder", hint: "files('\(folder)/*.jpg') finds what is in it")
    }
    return paths.filter { !$0.hasSuffix("/") }.sorted {
      $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) { $0.value < $1.value }
    }
  }
}
