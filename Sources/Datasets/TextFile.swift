import Files
import Foundation
import SystemPackage

/// Small text files of a dataset: lists of classes, pictures and splits, and what says where they are.
enum TextFile {
  /// Bytes that one may have.
  private static let limit = 256 << 20

  /// The text without a byte order mark, from UTF-8, or from UTF-16 that begins with its mark; nil when it is neither, or cannot be read.
  static func text(of path: FilePath) -> String? {
    var status = stat()
    guard stat(path.string, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= limit,
      let data = try? Data(contentsOf: URL(fileURLWithPath: path.string))
    else { return nil }
    if data.starts(with: [0xFF, 0xFE]) || data.starts(with: [0xFE, 0xFF]) { return String(data: data, encoding: .utf16) }
    return String(validating: data.starts(with: [0xEF, 0xBB, 0xBF]) ? data.dropFirst(3) : data, as: UTF8.self)
  }

  /// The lines that are not blank, without blanks at their ends, each with its number from 1; they end as on any system.
  static func lines(of text: String) -> [(number: Int, text: String)] {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated().compactMap { index, line in
      let line = line.trimmingBlanks
      return line.isEmpty ? nil : (index + 1, String(line))
    }
  }
}
