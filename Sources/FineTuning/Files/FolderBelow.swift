import Essentials
import Foundation
import SystemPackage

/// The folders in a folder, one of which may be what somebody meant by it.
struct FolderBelow {
  private let folder: FilePath
  private let found: [String]

  /// So many entries are looked at: a folder of more is no place where checkpoints are kept.
  private static let entryLimit = 1000
  private static let namedCount = 4

  /// - Parameter isWanted: whether a folder is of the kind that is looked for.
  init(_ folder: FilePath, where isWanted: (FilePath) -> Bool) {
    self.folder = folder
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? []
    found = names.prefix(Self.entryLimit).filter { !$0.hasPrefix(".") && isWanted(folder.appending($0)) }
      .sorted { $0.compare($1, options: [.numeric, .forcedOrdering]) == .orderedAscending }
  }

  /// Which of them to give, in words; nil when there is none.
  var offer: String? {
    switch found.count {
    case 0: nil
    case 1: "did you mean \(folder.appending(found[0]))?"
    default:
      // The last one is the newest, where they are numbered.
      "did you mean one of its folders? \(found.suffix(Self.namedCount).reversed().map { "\(folder.appending($0))" }.joined(separator: ", "))"
    }
  }
}
